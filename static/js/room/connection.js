/* The socket of a room: says hello, beats, notices silence, comes back at a good moment. */

import { Backoff } from "./backoff.js";

const SUBPROTOCOL = "mosty.v1";
const PING_MS = 20_000;
const SILENCE_MS = 32_000;
// Codes after which coming back by itself would be wrong: signed out, right lost, too many tabs.
const FINAL = { 4401: "ended", 4403: "gone", 4404: "gone", 4409: "crowded" };
const RESUME_AT_ONCE = 4430;
// So many attempts in a row without a socket mean that none can be had; more where one could be had before.
const HOPELESS = 3;
const HOPELESS_AFTER_ALL = 8;

export class Connection {
  #socket = null;
  #timers = { retry: null, ping: null };
  #opened = 0;
  #heard = 0;
  #answered = false;
  #never = 0;
  #ever = false;
  #retryAfter = null;
  #stopped = false;

  /**
   * @param {object} room
   * @param {() => object} room.hello the frame to open with
   * @param {(event: object) => void} room.onEvent
   * @param {(state: string) => void} room.onState connecting, catching-up, offline, ended, gone, crowded
   * @param {() => void} room.onHopeless several times no WebSocket could be had; it goes on trying
   * @param {object} [parts] open(url, protocol), setTimeout, clearTimeout, now, random, online
   */
  constructor(url, { hello, onEvent, onState, onHopeless }, parts = {}) {
    this.url = url;
    this.hello = hello;
    this.onEvent = onEvent;
    this.onState = onState;
    this.onHopeless = onHopeless;
    this.parts = {
      open: (address, protocol) => new WebSocket(address, protocol),
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer),
      now: () => performance.now(),
      random: Math.random,
      online: () => navigator.onLine,
      ...parts,
    };
    this.backoff = new Backoff(this.parts.random);
  }

  start() {
    if (this.#stopped || this.#socket) return;
    this.parts.clearTimeout(this.#timers.retry);
    this.onState("connecting");
    this.#opened = 0;
    this.#answered = false;
    const socket = (this.#socket = this.#open());
    if (!socket) return this.onHopeless();
    this.#heard = this.parts.now();
    this.#beat(socket);
    socket.onopen = () => {
      this.#opened = this.#heard = this.parts.now();
      this.onState("catching-up");
      this.greet();
    };
    socket.onmessage = ({ data }) => {
      this.#heard = this.parts.now();
      this.#never = 0;
      this.#ever = this.#answered = true;
      for (const event of JSON.parse(data)) this.#take(event);
    };
    socket.onclose = ({ code }) => this.#lost(socket, code);
  }

  /** Say hello, or say it again after a reset or a gap. */
  greet() {
    this.send(this.hello());
  }

  /** @returns {boolean} whether the frame went out; what must not be lost is sent again after the next hello */
  send(frame) {
    if (this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The browser says that the network is back. */
  online() {
    this.backoff.reset();
    this.start();
  }

  /** The browser says that it is gone, or nothing was heard for too long. */
  offline() {
    const socket = this.#socket;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#lost(socket, 1006);
  }

  stop() {
    this.#stopped = true;
    this.offline();
    this.parts.clearTimeout(this.#timers.retry);
  }

  // A browser without WebSockets, or one that may not have any.
  #open() {
    try {
      return this.parts.open(this.url, SUBPROTOCOL);
    } catch {
      return null;
    }
  }

  #take(event) {
    if (event.t === "restart") this.#retryAfter = event.retry_after * 1000;
    else if (event.t !== "pong") this.onEvent(event);
  }

  #beat(socket) {
    this.parts.clearTimeout(this.#timers.ping);
    const silent = this.parts.now() - this.#heard;
    if (silent >= SILENCE_MS) return this.offline();
    if (silent >= PING_MS) this.send({ t: "ping" });
    const next = silent < PING_MS ? PING_MS - silent : SILENCE_MS - silent;
    this.#timers.ping = this.parts.setTimeout(() => socket === this.#socket && this.#beat(socket), next);
  }

  #lost(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.parts.clearTimeout(this.#timers.ping);
    if (this.#stopped) return;
    if (FINAL[code]) {
      this.#stopped = true;
      return this.onState(FINAL[code]);
    }
    // Also one that opens and says nothing: where a network has too many sockets, one more is closed at once.
    if (!this.#answered && this.parts.online()) this.#never += 1;
    this.onState("offline");
    if (this.#never >= (this.#ever ? HOPELESS_AFTER_ALL : HOPELESS)) this.onHopeless();
    this.#timers.retry = this.parts.setTimeout(() => this.start(), this.#wait(code));
  }

  #wait(code) {
    const told = this.#retryAfter;
    this.#retryAfter = null;
    if (code === RESUME_AT_ONCE) return 0;
    const lasted = this.#opened ? this.parts.now() - this.#opened : 0;
    return told === null ? this.backoff.next(lasted) : told + this.backoff.next(lasted);
  }
}
