/* How long something has lasted, of how long it should: 12:34 / 20:00, by the server's clock (data-now, when it was sent). */

const SECOND_MS = 1_000;
const clocks = new Map();
let ticking = null;

const two = (number) => String(number).padStart(2, "0");

/** Minutes and seconds of a length; hours where there are any. */
export function length(ms) {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

export default function timer(element) {
  const { since, now, minutes } = element.dataset;
  const ahead = Date.parse(now) - Date.now();
  clocks.set(element, { began: Date.parse(since) - ahead, most: Number(minutes) * 60 * SECOND_MS });
  element.hidden = false;
  draw(element);
  ticking ??= setInterval(() => [...clocks.keys()].forEach(draw), SECOND_MS);
}

function draw(element) {
  if (!element.isConnected) return clocks.delete(element);
  const { began, most } = clocks.get(element);
  const lasted = Date.now() - began;
  element.toggleAttribute("data-over", Boolean(most) && lasted > most);
  element.textContent = most ? `${length(lasted)} / ${length(most)}` : length(lasted);
}
