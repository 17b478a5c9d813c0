/*
 * Quoting from a thread: marking words inside [data-quotable] shows the button [data-quote-button], which puts them
 * as a quote into the field named by data-quote-into (an id). Buttons [data-quote-post] quote their whole post. The
 * reply remembers the post that was quoted first: data-post of its words.
 */

import { appended, quoted } from "../text.js";

export default function quote(thread) {
  const field = document.getElementById(thread.dataset.quoteInto);
  const button = thread.querySelector("[data-quote-button]");
  if (!field) return;
  let marked = "";

  const put = (text, post) => {
    answer(field.form, post);
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
  button?.addEventListener("click", () => put(marked, quotedPost(thread)));

  thread.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-quote-post]");
    const body = asked?.closest("article")?.querySelector("[data-quotable]");
    if (!body) return;
    event.preventDefault();
    put(marked && body.contains(document.getSelection().anchorNode) ? marked : body.innerText, body.dataset.post);
  });
}

/** Has the reply say which post it answers, unless it says so already. */
function answer(form, post) {
  if (!form || !post || form.elements.reply_to?.value) return;
  const said = document.createElement("input");
  Object.assign(said, { type: "hidden", name: "reply_to", value: post });
  form.append(said);
}

/** The words in which the selection begins and ends, null when it leaves them. */
function placeOf(thread) {
  const selection = document.getSelection();
  const place = selection.anchorNode?.parentElement?.closest("[data-quotable]");
  return place && thread.contains(place) && place.contains(selection.focusNode) ? place : null;
}

const quotedPost = (thread) => placeOf(thread)?.dataset.post;

const markedIn = (thread) => (placeOf(thread) ? document.getSelection().toString().trim() : "");
