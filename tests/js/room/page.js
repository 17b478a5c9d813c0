/* A room's page without a screen: its connection, log, outbox and delivery are the real ones, and so is what joins them. */

import { Connection } from "../../../static/js/room/connection.js";
import { Delivery } from "../../../static/js/room/delivery.js";
import { RoomLog } from "../../../static/js/room/log.js";
import { LiveRoom } from "../../../static/js/room/main.js";
import { Outbox } from "../../../static/js/room/outbox.js";
import { MemoryStore } from "../../../static/js/room/store.js";
import { Timers } from "./timers.js";

globalThis.document ??= { hidden: false };

const ignore = () => {};
const WORDS = { "data-live": "Live", "data-offline": "Offline", "data-catching-up": "Catching up", "data-connecting": "Connecting", "data-gone": "Gone" };

/** What would be drawn: the texts of messages by number, and what is on its way by id. */
class Screen {
  messages = new Map();
  pendings = new Map();
  unread = { cut: ignore, whole: ignore };
  times = { moment: (iso) => iso };
  flush = ignore;

  show({ type, entry, of }) {
    if (type === "add") this.messages.set(entry.seq, entry.text);
    if (type === "edit" && this.messages.has(of)) this.messages.set(of, entry.text);
    if (type === "remove" && this.messages.has(of)) this.messages.set(of, "");
  }

  clear() {
    this.messages.clear();
  }

  pending(item) {
    this.pendings.set(item.id, item.state);
  }

  unpend(id) {
    this.pendings.delete(id);
  }
}

export class Page {
  sent = [];
  timers = new Timers();
  sockets = [];

  /** @param {{room: string, lang?: string, after?: number, epoch?: string}} known what the page was made with */
  constructor({ room, lang, after = 0, epoch = "" }) {
    const { now, setTimeout, clearTimeout } = this.timers;
    const live = (this.room = Object.create(LiveRoom.prototype));
    const outbox = new Outbox(new MemoryStore(), { room, account: "olena", now, newId: () => this.nextId });
    const connection = new Connection(
      "ws://here/ws",
      {
        hello: () => ({ t: "hello", room, lang, ...live.log.position }),
        onEvent: (event) => live.take(event),
        onState: (state) => live.state(state),
        onHopeless: ignore,
      },
      { open: () => this.#open(), random: () => 0, online: () => true, now, setTimeout, clearTimeout },
    );
    const line = { free: () => live.live, send: (frame) => live.line.send(frame) };
    Object.assign(live, {
      room, lang, outbox, name: "Olena", account: "olena", live: false, seen: 0, poll: null, hand: null, composer: null,
      socket: connection, line: connection, log: new RoomLog({ epoch, head: after }), view: new Screen(),
      delivery: new Delivery(outbox, line, { setTimeout }), page: new EventTarget(),
      root: { dataset: { can: "read" }, querySelector: () => ({}) },
      status: { dataset: {}, textContent: "", getAttribute: (name) => WORDS[name] },
      people: { here: ignore, typing: ignore, hands: ignore, raised: () => false },
      announcer: { add: ignore, change: ignore }, voice: { forget: ignore },
      rights: { entered: ignore, open: ignore, close: ignore }, pace: { left: 0, slow: 0, spoken: ignore },
    });
    connection.start();
    this.opens();
  }

  /** The connection that was tried is there. */
  opens() {
    this.#socket.readyState = 1;
    this.#socket.onopen();
  }

  get #socket() {
    return this.sockets.at(-1);
  }

  /** What the status line says. */
  get words() {
    return this.room.status.textContent;
  }

  get messages() {
    return [...this.room.view.messages].filter(([, text]) => text !== "").sort(([one], [other]) => one - other);
  }

  /** The person posts, edits or withdraws; the frame must go out under this id, once it is its turn. */
  async say({ t, id, seq, text = "", lang, reply_to }) {
    this.nextId = id;
    await this.room.say({ t, seq, text, lang, reply_to });
  }

  /** The server says this. */
  async hear(events) {
    this.#socket.onmessage({ data: JSON.stringify(events) });
    await settled();
  }

  /** The server, or the network, ends the connection. */
  async lose(code) {
    this.#socket.readyState = 3;
    this.#socket.onclose({ code });
    await settled();
  }

  #open() {
    const send = (text) => {
      const frame = JSON.parse(text);
      if (frame.t === "ping") socket.onmessage({ data: '[{"t":"pong"}]' });
      else this.sent.push(frame);
    };
    const socket = { readyState: 0, send, close: () => (socket.readyState = 3) };
    this.sockets.push(socket);
    return socket;
  }
}

/** Promises that were kept have been heard of. */
export const settled = () => new Promise((resume) => setImmediate(resume));

/** The frames of a kind. */
export const ofKind = (frames, t) => frames.filter((frame) => frame.t === t);
