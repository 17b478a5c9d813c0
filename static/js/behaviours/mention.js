/*
 * Offers names while one is typed behind an @ in a form's text: data-mention is the address that knows people, the form
 * holds the list and the row's template (see names_offered in discussion/_parts.html).
 */

import { begun } from "../mentions.js";
import { Suggestions } from "../suggestions.js";

const PAUSE_MS = 150;

export default function mention(form) {
  const field = form.querySelector("textarea[name=body]");
  if (!field) return;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "suggestions");
  const known = new Map();
  const asked = new Set();
  let timer = null;
  const suggestions = new Suggestions(form, field, () => [...known.values()]);

  const ask = async (typed) => {
    asked.add(typed);
    const address = new URL(form.dataset.mention, location.href);
    address.searchParams.set("begins", typed);
    const answer = await fetch(address).catch(() => null);
    // Too fast, or no network: typing on asks again.
    if (!answer?.ok) return asked.delete(typed);
    for (const person of (await answer.json()).items) known.set(person.id, person);
    if (document.activeElement === field) suggestions.look();
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const typing = begun(field.value, field.selectionStart);
    if (typing && !asked.has(typing.typed)) timer = setTimeout(ask, PAUSE_MS, typing.typed);
  });
  field.addEventListener("keydown", (event) => suggestions.key(event));
}
