/* Keeps a field's text in this browser through reloads, lost networks and power cuts. data-draft-key names it. */

import { browserDrafts } from "../drafts.js";

export default function draft(field) {
  const drafts = browserDrafts();
  const key = field.dataset.draftKey;
  const kept = drafts.read(key);

  // What the server gives back (a refused form, a text to edit) is newer than what lies here.
  if (kept !== null && field.value.trim() === "") {
    field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("input", () => drafts.write(key, field.value));
  field.form?.addEventListener("submit", () => {
    drafts.write(key, field.value);
    drafts.sent(key);
  });
}
