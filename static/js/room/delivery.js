/* What waits goes out in order, one at a time: with two on their way the second could be taken where the first came too fast. */

/** When the server does not say how long. */
export const AGAIN_SECONDS = 2;
const LEAST_SECONDS = 1;

export class Delivery {
  #timer = null;

  /**
   * @param {import("./outbox.js").Outbox} outbox
   * @param {{free: (item: object) => boolean, send: (frame: object) => boolean}} line whether this may go now, and the way out
   * @param {object} [parts] setTimeout
   */
  constructor(outbox, line, parts = {}) {
    this.outbox = outbox;
    this.line = line;
    this.parts = { setTimeout: (run, ms) => setTimeout(run, ms), ...parts };
  }

  /** Sends the oldest that waits, under its id, unless one is on its way. */
  next() {
    if (this.#timer !== null) return;
    const [frame] = this.outbox.due(1, this.line.free);
    if (frame && !this.line.send(frame)) this.outbox.interrupted();
  }

  /** Too fast, or too busy: nothing goes out for so long. */
  wait(seconds = AGAIN_SECONDS) {
    this.#timer ??= this.parts.setTimeout(() => {
      this.#timer = null;
      this.next();
    }, Math.max(LEAST_SECONDS, seconds) * 1000);
  }
}
