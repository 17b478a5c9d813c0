/* A live room: connection, log, outbox and page put together. */

import { Actions } from "./actions.js";
import { Announcer } from "./announcer.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { AGAIN_SECONDS, Delivery } from "./delivery.js";
import { Hand } from "./hand.js";
import { RoomLog } from "./log.js";
import { Outbox } from "./outbox.js";
import { Pace } from "./pace.js";
import { part } from "./parts.js";
import { People } from "./people.js";
import { Poll } from "./poll.js";
import { Rights, outdated } from "./rights.js";
import { TAKES } from "./takes.js";
import { View } from "./view.js";
import { Voice } from "./voice.js";

const SEEN_MS = 2_000;

export class LiveRoom {
  /** @param {HTMLElement} root the talk, with data-room and the rest from rooms/chat.html */
  constructor(root, store) {
    const { room, epoch, head, account, lang, name, can, slow, wait } = root.dataset;
    const page = root.closest(".room") ?? document;
    Object.assign(this, { root, page, room, lang, name, account });
    this.status = page.querySelector("[data-room-status]");
    this.pauseButton = page.querySelector("[data-room-pause]");
    this.log = new RoomLog({ epoch, head: Number(head) });
    this.view = new View(root, () => this.pause(false));
    this.people = new People(page.querySelector("[data-room-people]"), root, { lang, account });
    this.outbox = new Outbox(store, { room, account });
    this.voice = new Voice(root, lang);
    this.announcer = new Announcer((heard) => this.voice.speak(heard));
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
    this.delivery = new Delivery(this.outbox, {
      // Slow mode holds up what is said, not what is changed or withdrawn.
      free: ({ t }) => this.live && (t !== "post" || !this.pace.left),
      send: (frame) => this.line.send(frame),
    });
    const form = part(root, "composer");
    this.composer = form && new Composer(form, `room-${room}`, this);
    this.rights = new Rights(this.composer, () => this.again());
    this.hand = form && new Hand(form, (up) => this.line.send({ t: "hand", room, up }));
    this.hosts = /\b(host|moderate)\b/.test(can);
    this.pace = new Pace(form, { slow: Number(slow), wait: Number(wait), free: this.hosts }, { onFree: () => this.flush() });
    this.actions = new Actions(this);
  }

  async start() {
    this.view.open();
    for (const item of await this.outbox.load()) this.view.pending(item, this.name);
    addEventListener("online", () => (this.poll?.online(), this.socket.online()));
    addEventListener("offline", () => (this.poll?.offline(), this.socket.offline()));
    this.pauseButton?.addEventListener("click", () => this.pause(!this.view.paused));
    addEventListener("beforeunload", (event) => this.outbox.wouldBeLost && event.preventDefault());
    document.addEventListener("visibilitychange", () => this.tellHere());
    setInterval(() => this.tellSeen(), SEEN_MS);
    if (this.root.dataset.muted) this.close("muted", this.root.dataset.muted);
    this.socket.start();
  }

  /** One event of the server's. */
  take(event) {
    if (event.room && event.room !== this.room) return;
    TAKES[event.t]?.(this, event);
  }

  state(state) {
    if (this.poll && !["ended", "gone", "crowded"].includes(state)) return;
    this.live = false;
    if (state === "offline") this.view.unread.cut();
    this.outbox.interrupted();
    this.show(state);
  }

  show(state) {
    this.hand?.allow(state === "live");
    if (!this.status || this.status.dataset.state === state) return;
    this.status.dataset.state = state === "slow" ? "live" : state;
    this.status.textContent = this.status.getAttribute(`data-${state}`);
    this.draw();
  }

  draw() {
    for (const item of this.outbox.items()) this.view.pending(this.shown(item), this.name);
  }

  /** Where the room is live, what waits waits for its turn and not for the connection. */
  shown(item) {
    const state = this.pace.slow && item.t === "post" ? "slowed" : "sending";
    return item.state === "waiting" && this.live ? { ...item, state } : item;
  }

  /** No WebSocket can be had: long polls meanwhile, while the socket goes on trying. */
  fallBack(says) {
    if (this.poll) return;
    const lost = (state) => {
      this.live = false;
      this.view.unread.cut();
      this.outbox.interrupted();
      this.show(state);
    };
    const { entries } = this.root.dataset;
    this.line = this.poll = new Poll(entries, { ...says, onState: lost, room: this.room, position: () => this.log.position });
    this.poll.start();
  }

  entry(entry) {
    const change = this.log.apply(entry);
    if (change.type === "gap") return this.again();
    this.view.show(change);
    if (change.type === "add" && entry.text !== "") this.hear(entry);
    if (change.of) this.unhear(change.of, entry.text);
    if (entry.id) this.settle(entry.id);
    if (change.type === "note") this.rules(entry);
    if (entry.kind !== "said") this.changed();
  }

  /** A message of somebody else's is read out. */
  hear({ seq, author, text, lang, mentions }) {
    if (author.id === this.account) return;
    this.announcer.add({ seq, author: author.name, text, lang, mentioned: Boolean(mentions?.includes(this.account)) });
  }

  /** A text that changed or was taken away is not read out as it was. */
  unhear(seq, text) {
    this.announcer.change(seq, text);
    this.voice.forget(seq);
  }

  /** Something beside the talk may have changed: other parts of the page look after themselves. */
  changed() {
    this.page.dispatchEvent(new Event("room:changed"));
  }

  again() {
    this.live = false;
    this.line.greet();
  }

  /** Nothing moves and nothing is read out until the person goes on. */
  pause(paused) {
    this.pauseButton?.setAttribute("aria-pressed", String(paused));
    this.announcer.pause(paused);
    this.view.pause(paused);
  }

  flush() {
    this.delivery.next();
    this.draw();
  }

  async settle(id) {
    const item = this.outbox.get(id);
    if (!item) return;
    if (item.t === "post") this.pace.spoken();
    const done = this.outbox.done(id);
    this.flush();
    await done;
    this.view.flush();
    this.view.unpend(id);
  }

  async refused({ id, code, seconds, until }) {
    const closed = code === "muted" || code === "read_only";
    if (closed) this.close(code, until);
    if (closed && !id) return undefined;
    const item = id && this.outbox.get(id);
    if (!item) return this.composer?.refuse(code);
    const again = code === "slow_down" || code === "busy";
    if (this.pace.slow && code === "slow_down" && item.t === "post") this.pace.wait(seconds ?? AGAIN_SECONDS);
    else if (again) this.delivery.wait(seconds);
    const kept = this.outbox.refused(id, code);
    this.flush();
    await kept;
    return again ? undefined : this.composer?.refuse(code);
  }

  rules({ kind, seconds, author }) {
    if (kind === "room.opened") this.rights.open();
    if (kind === "room.read_only" || kind === "room.closed") this.close("read_only");
    if (kind === "room.slow_mode") this.pace.change(seconds);
    // Who has the word has been heard.
    if (kind === "hand.called" && author?.id === this.account && this.live) this.line.send({ t: "hand", room: this.room, up: false });
  }

  /** What the person may do, as the server has it now; what the page does not offer yet is a page away. */
  may(can) {
    this.rights.entered(can.includes("talk"));
    part(this.root, "changed").hidden = !outdated(this.root.dataset.can.split(" "), can, Boolean(this.composer));
  }

  close(code, until) {
    this.rights.close(code, until && this.view.times.moment(until));
  }

  // --- what the composer asks for

  async say(message) {
    const item = await this.outbox.add(message);
    if (item.t !== "remove" && this.view.paused) this.pause(false);
    this.view.pending(this.shown(item), this.name);
    this.flush();
  }

  async withdraw(seq) {
    if (this.outbox.items().some((item) => item.t === "remove" && item.seq === seq)) return;
    try {
      await this.say({ t: "remove", seq, text: "", reply_to: seq });
    } catch {
      this.composer?.refuse("undone");
    }
  }

  typing() {
    if (this.live) this.line.send({ t: "typing", room: this.room });
  }

  /** Who does not look is not named among those who are here; a raised hand stays, whatever else one looks at. */
  tellHere() {
    const here = !document.hidden || this.people.raised(this.account);
    if (this.live) this.line.send({ t: "here", room: this.room, here });
  }

  tellSeen() {
    if (!this.account || !this.live || document.hidden || !this.view.atEnd || this.view.paused || this.log.head <= this.seen) return;
    if (this.line.send({ t: "seen", room: this.room, seq: this.log.head })) this.seen = this.log.head;
  }
}
