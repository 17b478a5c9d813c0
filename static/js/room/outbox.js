/* What was said and is not known to be on the server's disk: kept, sent once under one id, never dropped silently. */

import { wellFormed } from "../text.js";

export const ASK_AFTER_MS = 10 * 60 * 1000;
// What the server takes in one frame; it ends the connection of whoever sends more.
const MOST_FRAME_BYTES = 16 * 1024;
const utf8 = new TextEncoder();

export class Outbox {
  #items = new Map();

  /**
   * @param {{lasting: boolean, all: () => Promise<object[]>, put: (item: object) => Promise<void>, remove: (id: string) => Promise<void>}} store
   * @param {{room: string, account: string, now?: () => number, newId?: () => string}} about
   */
  constructor(store, { room, account, now = Date.now, newId = () => crypto.randomUUID() }) {
    this.store = store;
    this.room = room;
    this.account = account;
    this.now = now;
    this.newId = newId;
  }

  /** What an earlier page left, oldest first; what is old waits for a word of the person. */
  async load() {
    const kept = await this.store.all();
    kept
      .filter((item) => item.room === this.room && item.account === this.account)
      .sort((one, other) => (one.place ?? 0) - (other.place ?? 0) || one.at - other.at)
      .forEach((item) => this.#items.set(item.id, { ...item, state: item.state === "failed" ? "failed" : "waiting" }));
    return this.items();
  }

  /** Oldest first. `state`: waiting, asking, sending or failed (then `code` says why). */
  items() {
    return [...this.#items.values()];
  }

  /** Whether leaving the page would lose something: the browser gave no place to keep it. */
  get wouldBeLost() {
    return !this.store.lasting && this.#items.size > 0;
  }

  get(id) {
    return this.#items.get(id);
  }

  /** Whether the server would take this in one frame: a letter that JSON escapes counts for six bytes. */
  fits(message) {
    const item = { t: "post", room: this.room, id: "0".repeat(36), ...message, text: wellFormed(message.text ?? "") };
    return utf8.encode(JSON.stringify(frame(item))).length <= MOST_FRAME_BYTES;
  }

  /** Keeps a message, or an edit or the withdrawal of message `seq`; it may be shown as said, and the field emptied, once this is settled. */
  async add({ t = "post", seq, text = "", lang, reply_to = null }) {
    // In the order of writing, whatever this device's clock does meanwhile.
    const place = 1 + (this.items().at(-1)?.place ?? 0);
    const about = { id: this.newId(), room: this.room, account: this.account, at: this.now(), place };
    const item = { ...about, t, seq, text: wellFormed(text), lang, reply_to, state: "waiting" };
    await this.store.put({ ...item });
    this.#items.set(item.id, item);
    return item;
  }

  /** What is to be sent now, of what may go, in order, each with the id it was given first; at most so many on their way. */
  due(most = Infinity, may = () => true) {
    const due = [];
    const sending = this.items().filter(({ state }) => state === "sending").length;
    for (const item of this.#items.values()) {
      if (item.state !== "waiting" || sending + due.length >= most || !may(item)) continue;
      if (!this.fits(item)) Object.assign(item, { state: "failed", code: "text_too_long" });
      // From the future: the clock was set back, and how old it is nobody knows.
      else if (!item.agreed && Math.abs(this.now() - item.at) > ASK_AFTER_MS) item.state = "asking";
      else due.push(item);
    }
    due.forEach((item) => (item.state = "sending"));
    return due.map(frame);
  }

  /** The connection is gone: whatever was on its way may not have arrived, and the id makes a repeat harmless. */
  interrupted() {
    for (const item of this.#items.values()) if (item.state === "sending") Object.assign(item, { state: "waiting", code: undefined });
  }

  /** The person says: send it after all. */
  async agree(id) {
    const item = this.#items.get(id);
    if (!item) return;
    Object.assign(item, { agreed: true, state: "waiting", code: undefined });
    await this.store.put({ ...item });
  }

  /** On the server's disk. */
  async done(id) {
    if (this.#items.delete(id)) await this.store.remove(id);
  }

  /** The server would not have it; it stays until the person decides. `slow_down` and `busy` only wait. */
  async refused(id, code) {
    const item = this.#items.get(id);
    if (!item) return;
    Object.assign(item, code === "slow_down" || code === "busy" ? { state: "waiting", code } : { state: "failed", code });
    await this.store.put({ ...item });
  }

  /** Taken back by the person; returns it, so that its text can go on being written. */
  async take(id) {
    const item = this.#items.get(id);
    await this.done(id);
    return item;
  }
}

function frame({ t, room, id, seq, text, lang, reply_to }) {
  if (t === "remove") return { t, room, seq, id };
  if (t === "edit") return { t, room, seq, id, text };
  return { t: "post", room, id, text, lang, ...(reply_to ? { reply_to } : {}) };
}
