/* When to try again: spread out, so that a restarted server is not met by everybody at once. */

const FIRST_MS = 8_000;
const BASE_MS = 1_000;
const CAP_MS = 30_000;
const STABLE_MS = 60_000;

export class Backoff {
  #failures = 0;

  /** @param {() => number} random in [0, 1) */
  constructor(random = Math.random) {
    this.random = random;
  }

  /** Milliseconds to wait after a connection that lasted so long: 0-8 s first, then full jitter from 1 s to 30 s. */
  next(lastedMs = 0) {
    if (lastedMs >= STABLE_MS) this.#failures = 0;
    const most = this.#failures === 0 ? FIRST_MS : Math.min(CAP_MS, BASE_MS * 2 ** (this.#failures - 1));
    this.#failures += 1;
    return this.random() * most;
  }

  /** The network came back: the next wait is a first one again. */
  reset() {
    this.#failures = 0;
  }
}
