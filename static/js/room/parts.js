/* Finding and filling the parts of a page; texts go in as text, and only the server's own HTML as HTML. */

/** The part of that name inside an element, or the element itself. */
export const part = (root, name) => (root.dataset?.part === name ? root : root.querySelector(`[data-part="${name}"]`));

// By page and name: looking for one among a thousand rows takes longer than copying it.
const templates = new WeakMap();

function template(root, name) {
  if (!templates.has(root)) templates.set(root, new Map());
  const known = templates.get(root);
  if (!known.has(name)) known.set(name, root.querySelector(`template[data-template="${name}"]`));
  return known.get(name);
}

/** A copy of a page's template; null where the page has none of that name. */
export function stamp(root, name) {
  const found = template(root, name);
  return found ? found.content.firstElementChild?.cloneNode(true) ?? null : null;
}

/** Every element of a template, for those that hold several side by side. */
export function stampAll(root, name) {
  const found = template(root, name);
  return found ? [...found.content.cloneNode(true).childNodes] : [];
}

/** Puts HTML that our server has sanitised into an element. */
export function fillHtml(element, html) {
  element.replaceChildren(...parsed(html).childNodes);
}

/** The words of such HTML. */
export const plainText = (html) => parsed(html).textContent;

const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;

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
