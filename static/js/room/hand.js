/* One's own hand: a button that says what a press does. Whether it is up comes from the server alone. */

import { part } from "./parts.js";

export class Hand {
  #up = false;

  /** @param {Element} form the composer @param {(up: boolean) => void} raise */
  constructor(form, raise) {
    this.button = part(form, "raise");
    this.words = part(form, "raise-words");
    this.button.addEventListener("click", () => raise(!this.#up));
  }

  show(up) {
    this.#up = up;
    this.button.toggleAttribute("data-raised", up);
    this.words.textContent = up ? this.button.dataset.up : this.button.dataset.down;
  }

  /** Hands travel over the socket only. */
  allow(allowed) {
    this.button.disabled = !allowed;
  }
}
