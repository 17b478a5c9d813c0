/* A form that goes out once: a second press while waiting for the answer does nothing. */

export default function submitOnce(form) {
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return;
    sent = true;
    mark(event.submitter, true);
  });

  // Back from the browser's memory: the form may go out again.
  window.addEventListener("pageshow", () => {
    sent = false;
    for (const button of form.querySelectorAll("[data-busy]")) mark(button, false);
  });
}

// Never `disabled`: the pressed button's own name and value have to go along.
function mark(button, busy) {
  if (!button) return;
  button.toggleAttribute("data-busy", busy);
  if (busy) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
