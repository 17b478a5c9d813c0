/* What is read out of a live talk: one thing at once, then at most one announcement in three seconds. */

const PAUSE_MS = 3_000;
const MOST_WHOLE = 3;

export class Announcer {
  #waiting = [];
  #count = 0;
  #timer = null;
  #paused = false;

  /**
   * @param {(heard: {messages?: object[], count?: number}) => void} speak a few messages whole, of more only how many
   * @param {object} [parts] setTimeout
   */
  constructor(speak, parts = {}) {
    this.speak = speak;
    this.parts = { setTimeout: (run, ms) => setTimeout(run, ms), ...parts };
  }

  add(message) {
    this.#count += 1;
    // Of more than are read whole only the number is wanted.
    if (this.#count <= MOST_WHOLE) this.#waiting.push(message);
    if (!this.#timer) this.#say();
  }

  /** What waits to be read out is read as it is now, or not at all once its text is gone. */
  change(seq, text) {
    const place = this.#waiting.findIndex((message) => message.seq === seq);
    if (place < 0) return;
    if (text) this.#waiting[place].text = text;
    else this.#waiting.splice(place, 1);
    if (!text && this.#count <= MOST_WHOLE) this.#count -= 1;
  }

  /** Nothing is read out until it goes on; then it begins with how many messages came meanwhile. */
  pause(paused) {
    this.#paused = paused;
    if (!paused && !this.#timer) this.#say();
  }

  #say() {
    this.#timer = null;
    if (this.#paused || !this.#count) return;
    const [messages, count] = [this.#waiting.splice(0), this.#count];
    this.#count = 0;
    this.speak(count > MOST_WHOLE ? { count } : { messages });
    this.#timer = this.parts.setTimeout(() => this.#say(), PAUSE_MS);
  }
}
