/* The same contract over HTTP, for networks that let no WebSocket through: long polls, one request per change. */

import { Backoff } from "./backoff.js";

const WAIT_SECONDS = 25;
// Signed out, sent out by a host, hidden: asking again would change nothing.
const FINAL = [401, 403, 404];
const JSON_BODY = { "Content-Type": "application/json" };

export class Poll {
  #stopped = false;
  #running = false;
  #live = false;
  #wake = () => {};
  #asking = new AbortController();

  /** @param {string} url of the room's entries @param {object} room as for Connection @param {object} [parts] fetch, sleep, random */
  constructor(url, { room, position, onEvent, onState }, parts = {}) {
    this.url = url;
    this.room = room;
    this.position = position;
    this.onEvent = onEvent;
    this.onState = onState;
    this.parts = {
      fetch: (...request) => fetch(...request),
      sleep: (ms) => new Promise((resume) => setTimeout(resume, ms)),
      random: Math.random,
      ...parts,
    };
    this.backoff = new Backoff(this.parts.random);
  }

  async start() {
    if (this.#running) return;
    this.#running = true;
    while (!this.#stopped) {
      try {
        const { after, epoch } = this.position();
        const query = new URLSearchParams({ after, epoch, wait: this.#live ? WAIT_SECONDS : 0 });
        this.#asking = new AbortController();
        const answer = await this.parts.fetch(`${this.url}?${query}`, { signal: this.#asking.signal });
        if (FINAL.includes(answer.status)) return this.onState("gone");
        const page = await answer.json();
        if (this.#stopped) return undefined;
        if (answer.status === 409) this.onEvent({ t: "reset", room: this.room, epoch: page.epoch });
        else if (!answer.ok) throw new Error(answer.status);
        else page.entries.forEach((entry) => this.onEvent(entry));
        this.backoff.reset();
        if (answer.ok && !this.#live && page.entries.length === 0) {
          this.#live = true;
          this.onEvent({ t: "live", room: this.room, head: page.head });
        }
        // Too many wait already: the answer came at once, and the next question may not.
        const pause = Number(answer.headers.get("Retry-After") ?? 0);
        if (pause) await this.#sleep(pause * 1000);
      } catch {
        this.#live = false;
        if (this.#stopped) return undefined;
        this.onState("offline");
        await this.#sleep(this.backoff.next());
      }
    }
  }

  /** Rest so many milliseconds, or until the browser says that the network is back. */
  #sleep(ms) {
    return Promise.race([this.parts.sleep(ms), new Promise((resume) => (this.#wake = resume))]);
  }

  /** Say again where one is, after a reset or a gap: the next answer without entries is `live`. */
  greet() {
    this.#live = false;
  }

  /** The browser says that the network is gone, which a long wait for an answer would notice late. */
  offline() {
    this.#asking.abort();
  }

  /** The browser says that the network is back. */
  online() {
    this.backoff.reset();
    this.#wake();
  }

  stop() {
    this.#stopped = true;
  }

  /** Sends a post, edit or removal, or how far one has read; anything passing is left away. */
  send(frame) {
    if (frame.t === "seen") return this.#mark(frame);
    const request = this.#request(frame);
    if (!request) return false;
    this.#deliver(frame, request);
    return true;
  }

  // Not tried again: the next message brings the next mark.
  #mark({ seq }) {
    const request = { method: "PUT", headers: JSON_BODY, body: JSON.stringify({ upto: seq }) };
    this.parts.fetch(this.url.replace(/entries$/, "seen"), request).catch(() => {});
    return true;
  }

  async #deliver(frame, { path = "", method, body }) {
    const about = { room: frame.room, id: frame.id };
    try {
      const answer = await this.parts.fetch(this.url + path, { method, headers: JSON_BODY, body: body && JSON.stringify(body) });
      const said = await answer.json();
      if (answer.ok) this.onEvent({ t: "posted", ...about, seq: said.seq, dup: said.dup });
      else this.onEvent({ ...said, t: "error", ...about, code: answer.status < 500 ? said.code : "slow_down" });
    } catch {
      // Nobody knows whether it arrived: it is sent again in a moment, under the same id.
      this.onEvent({ t: "error", ...about, code: "slow_down" });
    }
  }

  #request({ t, id, text, lang, reply_to, seq }) {
    if (t === "post") return { method: "POST", body: { id, text, lang, ...(reply_to ? { reply_to } : {}) } };
    if (t === "edit") return { path: `/${seq}`, method: "PATCH", body: { id, text } };
    if (t === "remove") return { path: `/${seq}?id=${id}`, method: "DELETE" };
    return null;
  }
}
