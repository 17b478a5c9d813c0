/* Timers that are turned by hand. */

export class Timers {
  at = 0;
  #waiting = new Map();
  #number = 0;
  now = () => this.at;
  setTimeout = (run, ms) => {
    this.#waiting.set((this.#number += 1), { run, at: this.at + ms });
    return this.#number;
  };
  clearTimeout = (timer) => this.#waiting.delete(timer);
  turn(ms) {
    const until = this.at + ms;
    for (;;) {
      const [next] = [...this.#waiting].sort(([, one], [, other]) => one.at - other.at);
      if (!next || next[1].at > until) break;
      this.#waiting.delete(next[0]);
      this.at = next[1].at;
      next[1].run();
    }
    this.at = until;
  }
}
