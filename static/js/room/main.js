/* A live room: connection, log, outbox and page put together. */

import { Actions } from "./actions.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { RoomLog } from "./log.js";
import { Outbox } from "./outbox.js";
import { part } from "./parts.js";
import { People } from "./people.js";
import { Poll } from "./poll.js";
import { openStore } from "./store.js";
import { tabs } from "./tabs.js";
import { TAKES } from "./takes.js";
import { View } from "./view.js";

const SEEN_MS = 2_000;
const AGAIN_MS = 2_000;

export class LiveRoom {
  /** @param {HTMLElement} root the talk, with data-room and the rest from rooms/chat.html */
  constructor(root, store) {
    const { room, epoch, head, account, lang, name } = root.dataset;
    const page = root.closest(".room") ?? document;
    Object.assign(this, { root, room, lang, name });
    this.status = page.querySelector("[data-room-status]");
    this.log = new RoomLog({ epoch, head: Number(head) });
    this.view = new View(root);
    this.people = new People(page.querySelector("[data-room-people]"), part(root, "typing"), { lang, account });
    this.outbox = new Outbox(store, { room, account });
    this.live = false;
    this.seen = Number(root.dataset.seen);
    const says = { onEvent: (event) => this.take(event), onState: (state) => this.state(state) };
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new Connection(`${scheme}//${location.host}/ws`, {
      ...says,
      hello: () => ({ t: "hello", room, lang, ...this.log.position }),
      onHopeless: () => this.fallBack(says),
    });
    this.line = this.socket;
    const form = part(root, "composer");
    this.composer = form && new Composer(form, `room-${room}`, this);
    this.actions = new Actions(this);
  }

  async start() {
    this.view.open();
    for (const item of await this.outbox.load()) this.view.pending(item, this.name);
    addEventListener("online", () => this.socket.online());
    addEventListener("offline", () => this.socket.offline());
    setInterval(() => this.tellSeen(), SEEN_MS);
    this.socket.start();
  }

  /** One event of the server's. */
  take(event) {
    if (event.room && event.room !== this.room) return;
    const take = TAKES[event.t];
    if (take) take(this, event);
  }

  state(state) {
    if (this.poll && state !== "ended" && state !== "gone") return;
    this.live = false;
    if (state === "offline") this.outbox.interrupted();
    this.show(state);
  }

  show(state) {
    if (!this.status || this.status.dataset.state === state) return;
    this.status.dataset.state = state === "slow" ? "live" : state;
    this.status.textContent = this.status.getAttribute(`data-${state}`);
    this.view.busy(state === "catching-up");
    for (const item of this.outbox.items()) this.view.pending(item, this.name);
  }

  /** No WebSocket can be had: long polls meanwhile, while the socket goes on trying. */
  fallBack(says) {
    if (this.poll) return;
    const { entries } = this.root.dataset;
    const quiet = { ...says, onState: (state) => this.show(state) };
    this.line = this.poll = new Poll(entries, { ...quiet, room: this.room, position: () => this.log.position });
    this.poll.start();
  }

  entry(entry) {
    const change = this.log.apply(entry);
    if (change.type === "gap") return this.again();
    this.view.show(change);
    if (entry.id) this.settle(entry.id);
    if (change.type === "note") this.rules(entry.kind);
  }

  again() {
    this.live = false;
    if (this.line === this.socket) this.socket.greet();
  }

  /** What waits goes out in order; each is sent again under its id until the server says that it has it. */
  flush() {
    if (!this.live) return;
    const sent = this.outbox.due().map((frame) => this.line.send(frame));
    if (sent.includes(false)) this.outbox.interrupted();
    for (const item of this.outbox.items()) this.view.pending(item, this.name);
  }

  async settle(id) {
    if (!this.outbox.get(id)) return;
    await this.outbox.done(id);
    this.view.flush();
    this.view.unpend(id);
  }

  async refused({ id, code }) {
    if (!id || !this.outbox.get(id)) return this.composer?.refuse(code);
    await this.outbox.refused(id, code);
    this.view.pending(this.outbox.get(id), this.name);
    if (code === "slow_down") setTimeout(() => this.flush(), AGAIN_MS);
    else this.composer?.refuse(code);
  }

  rules(kind) {
    if (kind === "room.opened") this.composer?.allow(true);
    if (kind === "room.read_only" || kind === "room.closed") this.composer?.allow(false);
  }

  // --- what the composer asks for

  async say(message) {
    this.view.pending(await this.outbox.add(message), this.name);
    this.flush();
  }

  edit(seq, text) {
    return this.line.send({ t: "edit", room: this.room, seq, id: crypto.randomUUID(), text });
  }

  withdraw(seq) {
    return this.line.send({ t: "remove", room: this.room, seq, id: crypto.randomUUID() });
  }

  typing() {
    if (this.live) this.line.send({ t: "typing", room: this.room });
  }

  tellSeen() {
    if (!this.live || document.hidden || !this.view.atEnd || this.log.head <= this.seen) return;
    if (this.line.send({ t: "seen", room: this.room, seq: this.log.head })) this.seen = this.log.head;
  }
}

export async function liveRoom(root) {
  const page = root.closest(".room");
  if (page) tabs(page);
  if (root.dataset.past !== undefined) return;
  const room = new LiveRoom(root, await openStore());
  await room.start();
}
