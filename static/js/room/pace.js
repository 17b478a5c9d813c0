/* Slow mode: how long one has to wait before the next message, told in words that count down. */

import { part, words } from "./parts.js";

export class Pace {
  #timer = null;

  /**
   * @param {Element|null} form the composer
   * @param {{slow: number, wait: number, free: boolean}} known the room's pause and what is left of it, in seconds; free: hosts
   * @param {{onFree: () => void, now?: () => number}} parts
   */
  constructor(form, { slow, wait, free }, { onFree, now = () => performance.now() }) {
    this.line = form && part(form, "pace");
    this.free = free;
    this.onFree = onFree;
    this.now = now;
    this.slow = free ? 0 : slow;
    this.until = now() + wait * 1000;
    if (wait) this.#count();
  }

  /** Whole seconds that are left. */
  get left() {
    return Math.max(0, Math.ceil((this.until - this.now()) / 1000));
  }

  /** A host changed the pause. */
  change(seconds) {
    this.slow = this.free ? 0 : seconds;
    if (!seconds) this.until = this.now();
    this.#count();
  }

  /** One's own message was taken just now. */
  spoken() {
    if (this.slow) this.wait(this.slow);
  }

  /** The server says how long. */
  wait(seconds) {
    this.until = this.now() + seconds * 1000;
    this.#count();
  }

  #again(seconds) {
    const form = new Intl.PluralRules(document.documentElement.lang).select(seconds);
    return words(this.line.getAttribute(`data-again-${form}`), { num: seconds });
  }

  #count() {
    clearTimeout(this.#timer);
    const { left } = this;
    if (this.line) {
      this.line.hidden = !this.slow && !left;
      this.line.textContent = left ? this.#again(left) : this.line.getAttribute(`data-every-${this.slow}`);
    }
    if (left) this.#timer = setTimeout(() => this.#count(), 1_000);
    else this.onFree();
  }
}
