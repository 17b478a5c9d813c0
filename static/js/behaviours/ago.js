/* A <time> whose <span> keeps saying how long ago it was; the exact moment is its title. */

import { relative } from "../relative.js";

const EVERY_MS = 30_000;
const elements = new Set();
let timer = null;

export default function ago(element) {
  elements.add(element);
  refresh(element);
  timer ??= setInterval(() => elements.forEach(refresh), EVERY_MS);
}

function refresh(element) {
  if (!element.isConnected) {
    elements.delete(element);
    return;
  }
  const then = Date.parse(element.dateTime);
  if (Number.isNaN(then)) return;
  const words = relative(then, Date.now(), document.documentElement.lang);
  const shown = element.firstElementChild;
  if (shown.textContent !== words) shown.textContent = words;
}
