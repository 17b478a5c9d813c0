/* One part of the page in place of its older self: what was unfolded stays so, and the keyboard stays where it was. */

/**
 * @param {Element} part on the page
 * @param {Element} fresh the same from the server
 * @param {{held: boolean}} how held: nothing new is put in, but what is gone goes; so too while somebody chooses in it
 * @returns {boolean} whether something new was put in
 */
export function replaced(part, fresh, { held }) {
  if (held || isWritten(part)) {
    for (const row of part.querySelectorAll("li[id]")) if (!fresh.querySelector(`#${CSS.escape(row.id)}`)) row.remove();
    return false;
  }
  for (const details of part.querySelectorAll("details[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
  keepChoices(part, fresh);
  const place = whereFocusIs(part);
  part.replaceChildren(...fresh.childNodes);
  place?.(part)?.focus({ preventScroll: true });
  // Its place is gone, or folded away.
  if (place && !part.contains(document.activeElement)) part.closest("[tabindex]")?.focus({ preventScroll: true });
  return true;
}

// What was ticked or chosen and not sent yet.
function keepChoices(part, fresh) {
  for (const field of part.querySelectorAll("input[id], select[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (same && field.type !== "select-one" && field.checked !== field.defaultChecked) same.checked = field.checked;
    if (same && field.type === "select-one" && field.value) same.value = field.value;
  }
}

// Somebody is choosing or typing in it: it waits for the next time.
function isWritten(part) {
  const active = document.activeElement;
  return part.contains(active) && active.matches("select, textarea, input:not([type=hidden])");
}

function whereFocusIs(part) {
  const active = document.activeElement;
  if (!part.contains(active)) return null;
  if (active.id) return (now) => now.querySelector(`#${CSS.escape(active.id)}`);
  const summary = active.matches("summary") && active.parentElement.id;
  if (summary) return (now) => now.querySelector(`#${CSS.escape(summary)} > summary`);
  const action = active.form?.getAttribute("action");
  return action ? (now) => now.querySelector(`form[action="${CSS.escape(action)}"] button`) : null;
}
