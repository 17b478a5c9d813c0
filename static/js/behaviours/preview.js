/* Write and preview: shows the server's rendering of the Markdown in a field, before it is sent. */

export default function preview(field) {
  const area = field.querySelector("textarea");
  const output = field.querySelector("[data-preview-output]");
  const write = field.querySelector("[data-preview-write]");
  const show = field.querySelector("[data-preview-show]");
  let latest = 0;

  const turn = (showing) => {
    area.hidden = showing;
    output.hidden = !showing;
    show.setAttribute("aria-pressed", String(showing));
    write.setAttribute("aria-pressed", String(!showing));
  };

  write.addEventListener("click", () => {
    turn(false);
    area.focus();
  });
  show.addEventListener("click", async () => {
    const asked = ++latest;
    turn(true);
    output.setAttribute("aria-busy", "true");
    const nodes = await rendered(field.dataset.previewUrl, area.value).catch(() => [field.dataset.previewFailed]);
    if (asked !== latest) return;
    output.replaceChildren(...nodes);
    output.removeAttribute("aria-busy");
  });
  field.querySelector("[data-preview-tabs]").hidden = false;
  // A refusal is shown by the browser at the field, so the field has to be seen.
  area.addEventListener("invalid", () => turn(false));
}

async function rendered(url, text) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ body: text }), headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`preview: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.body.childNodes].map((node) => document.importNode(node, true));
}
