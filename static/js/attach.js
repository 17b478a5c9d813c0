/* Finds what asks for a behaviour and hands each element to the module of that name, once. */

const attached = new WeakMap();
const NAME = /^[a-z][a-z-]*$/;

const load = (name) => import(`./behaviours/${name}.js`);

/**
 * Starts the behaviours of everything inside root, and of root itself.
 *
 * @param {Document|Element} root
 * @param {(name: string) => Promise<{default: (element: Element) => void}>} loader
 * @returns {Promise<void>} settled when all of them run; one that fails is reported and spares the others
 */
export async function attach(root, loader = load) {
  const found = [...root.querySelectorAll("[data-behaviour]")];
  if (root.dataset?.behaviour) found.unshift(root);
  await Promise.all(found.flatMap((element) => pending(element).map((name) => start(element, name, loader))));
}

function pending(element) {
  const done = attached.get(element) ?? new Set();
  attached.set(element, done);
  const names = element.dataset.behaviour.split(/\s+/).filter((name) => NAME.test(name) && !done.has(name));
  names.forEach((name) => done.add(name));
  return names;
}

async function start(element, name, loader) {
  try {
    const module = await loader(name);
    module.default(element);
  } catch (error) {
    console.error(name, error);
  }
}
