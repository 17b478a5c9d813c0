/* Changes of the log that are not on the page yet: the newest of them; what falls out can be loaded again. */

export class Arriving {
  #changes = [];
  #messages = 0;
  #lost = false;

  constructor(most) {
    this.most = most;
  }

  /** How many messages came, also those that fell out. */
  get messages() {
    return this.#messages;
  }

  get full() {
    return this.#changes.length >= this.most;
  }

  add(change) {
    if (this.full) this.#lost = Boolean(this.#changes.shift());
    this.#changes.push(change);
    if (change.type === "add") this.#messages += 1;
  }

  /** @returns {{changes: object[], lost: boolean}} all that is there, in order; lost: others came before them */
  take() {
    const taken = { changes: this.#changes, lost: this.#lost };
    this.#changes = [];
    this.#messages = 0;
    this.#lost = false;
    return taken;
  }
}
