/*
 * Quoting from a thread: marking words inside [data-quotable] shows the button [data-quote-button], which puts them
 * as a quote into the field named by data-quote-into (an id). Buttons [data-quote-post] quote their whole post.
 */

import { appended, quoted } from "../text.js";

export default function quote(thread) {
  const field = document.getElementById(thread.dataset.quoteInto);
  const button = thread.querySelector("[data-quote-button]");
  if (!field) return;
  let marked = "";

  const put = (text) => {
    field.value = appended(field.value, quoted(text));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.scrollIntoView({ block: "center" });
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  };

  document.addEventListener("selectionchange", () => {
    marked = markedIn(thread);
    if (button) button.hidden = marked === "";
  });
  // Before the press takes the selection away.
  button?.addEventListener("pointerdown", (event) => event.preventDefault());
  button?.addEventListener("click", () => put(marked));

  thread.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-quote-post]");
    const body = asked?.closest("article")?.querySelector("[data-quotable]");
    if (!body) return;
    event.preventDefault();
    put(marked && body.contains(document.getSelection().anchorNode) ? marked : body.innerText);
  });
}

function markedIn(thread) {
  const selection = document.getSelection();
  const place = selection.anchorNode?.parentElement?.closest("[data-quotable]");
  const inside = place && thread.contains(place) && place.contains(selection.focusNode);
  return inside ? selection.toString().trim() : "";
}
