/* Finding and filling the parts of a page; texts go in as text, and only the server's own HTML as HTML. */

/** The part of that name inside an element, or the element itself. */
export const part = (root, name) => (root.dataset?.part === name ? root : root.querySelector(`[data-part="${name}"]`));

/** A copy of a page's template; null where the page has none of that name. */
export function stamp(root, name) {
  const template = root.querySelector(`template[data-template="${name}"]`);
  return template ? template.content.firstElementChild?.cloneNode(true) ?? null : null;
}

/** Every element of a template, for those that hold several side by side. */
export function stampAll(root, name) {
  const template = root.querySelector(`template[data-template="${name}"]`);
  return template ? [...template.content.cloneNode(true).childNodes] : [];
}

/** Puts HTML that our server has sanitised into an element. */
export function fillHtml(element, html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  element.replaceChildren(...parsed.body.childNodes);
}

/** A sentence of the page with its facts put in: words("%(name)s is writing…", { name }). */
export const words = (sentence, facts) =>
  Object.entries(facts).reduce((text, [name, fact]) => text.replace(`%(${name})s`, () => fact), sentence);

/** Two letters for an arch, as the server chooses them. */
export function initials(name) {
  const [first = "?", ...rest] = name.split(/\s+/).filter(Boolean);
  const last = rest.at(-1) ?? "";
  return ([...first][0] + ([...last][0] ?? "")).toUpperCase();
}

export function fillAvatar(holder, name) {
  const avatar = holder.querySelector(".avatar");
  avatar.textContent = initials(name);
  avatar.className = avatar.className.replace(/avatar--\d/, `avatar--${[...name].length % 6}`);
}
