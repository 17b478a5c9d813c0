/* The line above what came while one was away, and the way back to it. */

import { part, stamp } from "./parts.js";

export class Unread {
  #cut = false;
  #drawn = false;

  /** @param {(line: Element) => void} put where the next row goes */
  constructor(root, list, put) {
    this.root = root;
    this.list = list;
    this.put = put;
    this.bar = part(root, "bar");
    this.link = part(root, "resume");
    this.link.addEventListener("click", (event) => this.#back(event));
    document.addEventListener("visibilitychange", () => this.#turned());
  }

  /** Brings the line into sight; false where the page has none. */
  show() {
    const line = this.#line();
    line?.scrollIntoView({ block: "center" });
    return Boolean(line);
  }

  /** The connection is gone: what comes with the next one came while one was away. */
  cut() {
    if (!this.#cut) this.#drawn = false;
    this.#cut = true;
  }

  /** All that was missed is here. */
  whole() {
    this.#cut = false;
  }

  /** Something of others comes: while nobody looks, or after a cut, the line goes above the first of it. */
  before() {
    if (!(document.hidden || this.#cut) || this.#drawn) return;
    this.#line()?.remove();
    this.put(stamp(this.root, "unread"));
    this.link.href = "#unread";
    this.bar.hidden = false;
    this.#drawn = true;
  }

  #line() {
    return this.list.querySelector("[data-unread]");
  }

  // The line stays after coming back, so that one sees where it was.
  #turned() {
    if (document.hidden) this.#drawn = false;
  }

  #back(event) {
    if (!this.show()) return;
    event.preventDefault();
    this.bar.hidden = true;
  }
}
