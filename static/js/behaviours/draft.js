/*
 * Keeps a field's text in this browser through reloads, lost networks and power cuts. data-draft-key names it;
 * data-draft-saved says when the server kept the text that the field begins with: of the two, the newer one is shown.
 */

import { keptDrafts } from "../kept-drafts.js";

export default async function draft(field) {
  const key = field.dataset.draftKey;
  const drafts = await keptDrafts();
  const kept = drafts.entry(key);
  const saved = Date.parse(field.dataset.draftSaved ?? "");

  const show = (text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Who has begun to type meanwhile is not interrupted.
  if (kept && field.value === field.defaultValue) {
    // What the server gives back (a refused form, a text to edit) is newer than what lies here.
    if (field.value.trim() === "") show(kept.text);
    else if (kept.at > saved && kept.text.trim() !== field.value.trim()) {
      offer(field, field.value, show);
      show(kept.text);
    }
  }

  field.addEventListener("input", () => drafts.write(key, field.value));
  field.form?.addEventListener("submit", () => {
    drafts.write(key, field.value);
    drafts.sent(key);
  });
}

function offer(field, other, show) {
  const part = field.form?.querySelector("[data-draft-offer]");
  if (!part) return;
  part.hidden = false;
  part.querySelector("button").addEventListener("click", () => {
    part.hidden = true;
    show(other);
    field.focus();
  });
}
