/* What was said and is not known to be on the server's disk: kept, sent once under one id, never dropped silently. */

export const ASK_AFTER_MS = 10 * 60 * 1000;

export class Outbox {
  #items = new Map();

  /**
   * @param {{all: () => Promise<object[]>, put: (item: object) => Promise<void>, remove: (id: string) => Promise<void>}} store
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
      .sort((one, other) => one.at - other.at)
      .forEach((item) => this.#items.set(item.id, { ...item, state: item.state === "failed" ? "failed" : "waiting" }));
    return this.items();
  }

  /** Oldest first. `state`: waiting, asking, sending or failed (then `code` says why). */
  items() {
    return [...this.#items.values()];
  }

  get(id) {
    return this.#items.get(id);
  }

  /** Keeps a message; it may be shown as said, and the field emptied, once this is settled. */
  async add({ text, lang, reply_to = null }) {
    const item = { id: this.newId(), room: this.room, account: this.account, text, lang, reply_to, at: this.now() };
    this.#items.set(item.id, { ...item, state: "waiting" });
    await this.store.put({ ...item, state: "waiting" });
    return this.#items.get(item.id);
  }

  /** What is to be sent now that the room is live, in order, each with the id it was given first. */
  due() {
    const due = [];
    for (const item of this.#items.values()) {
      if (item.state !== "waiting") continue;
      if (!item.agreed && this.now() - item.at > ASK_AFTER_MS) item.state = "asking";
      else due.push(item);
    }
    due.forEach((item) => (item.state = "sending"));
    return due.map(frame);
  }

  /** The connection is gone: whatever was on its way may not have arrived, and the id makes a repeat harmless. */
  interrupted() {
    for (const item of this.#items.values()) if (item.state === "sending") item.state = "waiting";
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

  /** The server would not have it; it stays until the person decides. `slow_down` only waits. */
  async refused(id, code) {
    const item = this.#items.get(id);
    if (!item) return;
    Object.assign(item, code === "slow_down" ? { state: "waiting" } : { state: "failed", code });
    await this.store.put({ ...item });
  }

  /** Taken back by the person; returns it, so that its text can go on being written. */
  async take(id) {
    const item = this.#items.get(id);
    await this.done(id);
    return item;
  }
}

function frame({ room, id, text, lang, reply_to }) {
  return { t: "post", room, id, text, lang, ...(reply_to ? { reply_to } : {}) };
}
