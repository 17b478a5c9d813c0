/*
 * Reactions without leaving the page: each button of the form says something about a post (name "kind") or takes it
 * back (name "end"). data-reactions is the API's address of the post's reactions. What the API refuses is sent as the
 * plain form that it is, so that the server says why.
 */

export default function react(form) {
  const busy = new Set();
  let plain = false;

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (plain || !button) return;
    event.preventDefault();
    if (busy.has(button)) return;
    busy.add(button);
    const counts = await ask(`${form.dataset.reactions}/${button.value}`, button.name === "end" ? "DELETE" : "PUT");
    busy.delete(button);
    if (counts) show(form, counts);
    else {
      plain = true;
      form.requestSubmit(button);
    }
  });
}

async function ask(address, method) {
  const answer = await fetch(address, { method, headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

function show(form, { reactions, reacted }) {
  const number = new Intl.NumberFormat(document.documentElement.lang);
  for (const button of form.querySelectorAll("button")) {
    const own = reacted.includes(button.value);
    button.name = own ? "end" : "kind";
    button.setAttribute("aria-pressed", String(own));
    button.querySelector("[data-count]").textContent = button.value in reactions ? number.format(reactions[button.value]) : "";
  }
}
