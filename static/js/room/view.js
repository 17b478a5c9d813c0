/* The talk on the page: rows in order, days between them, where reading stopped, and the place one is at. */

import { Arriving } from "./arriving.js";
import { part, words } from "./parts.js";
import { Rows } from "./row.js";
import { Times } from "./times.js";
import { Unread } from "./unread.js";

const NEAR_END_PX = 80;
const MOST_ROWS = 1_000;
const MOST_ARRIVING = 500;
const TOGETHER_MS = 50;

export class View {
  #arriving = new Arriving(MOST_ARRIVING);
  #soon = 0;
  /** @type {Element|undefined} the last row of the log, while it stands on the page */
  #newest;

  /** @param {HTMLElement} root the talk @param {() => void} onResume the person wants to see what was held back */
  constructor(root, onResume) {
    const { lang, zone, account, page, here } = root.dataset;
    this.root = root;
    this.here = here;
    this.paused = false;
    this.log = part(root, "log");
    this.list = part(root, "entries");
    this.newer = part(root, "newer");
    this.times = new Times(lang, zone);
    this.rows = new Rows(root, this.times, { account, page, here });
    this.unread = new Unread(root, this.list, (line) => this.#put(line));
    this.newer.addEventListener("click", () => (this.paused ? onResume() : this.toEnd()));
    this.following = false;
    // A line that appears below must not push the last words out of sight.
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.log);
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  get atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.following = true;
    this.newer.hidden = true;
  }

  /** The page was just opened: to what its address names, else to where reading stopped, else to the end. */
  open() {
    if (/^#(e-\d|unread)/.test(location.hash) && this.root.querySelector(location.hash)) return;
    if (!this.unread.show()) this.toEnd();
  }

  /** Shows one change of the log; additions of one moment are put in together. */
  show(change) {
    const { type, of, entry } = change;
    if (type === "add" || type === "note") return this.#later(change);
    // Changed and then hidden while one was away: it may be shown again.
    if (type === "none" && entry.kind === "edited") this.rows.wasEdited(this.row(entry.of));
    if (type !== "edit" && type !== "remove") return undefined;
    if (this.row(of)) return this.#change(change);
    this.rows.requote(change);
    return this.#later(change);
  }

  row(seq) {
    return document.getElementById(`e-${seq}`);
  }

  /** Nothing is put in while the person has stopped the talk. What is taken away goes at once all the same. */
  pause(paused) {
    this.paused = paused;
    if (paused) return;
    this.flush();
    this.toEnd();
  }

  flush() {
    clearTimeout(this.#soon);
    this.#soon = 0;
    if (this.paused) return this.#held();
    const { changes, lost } = this.#arriving.take();
    if (!changes.length) return undefined;
    const stay = !this.atEnd || document.hidden;
    // A hole in the talk is not shown: it goes on with what is known, and the rest is among the earlier messages.
    if (lost) this.#cut(undefined, changes[0].entry.seq);
    for (const change of changes) {
      if (change.of) this.#change(change);
      else this.#add(change.entry);
    }
    part(this.root, "empty").hidden = this.list.childElementCount > 0;
    if (!stay || document.hidden) this.#trim();
    if (!stay || this.atEnd) return this.toEnd();
    this.newer.hidden = false;
    this.newer.textContent = this.newer.dataset.new;
    return undefined;
  }

  /** History was rewritten: everything that was said is loaded again. */
  clear() {
    this.#arriving.take();
    this.list.replaceChildren(...this.list.querySelectorAll("[data-outbox]"));
    part(this.root, "older").hidden = true;
  }

  /** Shows what is on its way, or what became of it. */
  pending(item, name) {
    const there = this.list.querySelector(`[data-outbox="${item.id}"]`);
    if (there) return this.rows.state(there, item);
    this.list.append(this.rows.mine(item, name));
    part(this.root, "empty").hidden = true;
    return item.t === "remove" ? undefined : this.toEnd();
  }

  unpend(id) {
    this.list.querySelector(`[data-outbox="${id}"]`)?.remove();
  }

  #later(change) {
    // Only a stopped talk lets go of something.
    if (this.#arriving.full && !this.paused) this.flush();
    this.#arriving.add(change);
    this.#soon ||= setTimeout(() => this.flush(), TOGETHER_MS);
  }

  #held() {
    const number = this.#arriving.messages;
    this.newer.hidden = number === 0;
    this.newer.textContent = words(this.newer.dataset.paused, { number });
  }

  #change(change) {
    const { type, of, entry } = change;
    this.rows.requote(change);
    const row = this.row(of);
    if (!row) return;
    if (type === "edit") this.rows.edited(row, entry);
    else this.rows.gone(row, entry.by === "moderator" ? "moderator" : "author");
  }

  #add(entry) {
    if (this.row(entry.seq)) return;
    const before = this.#last();
    const row = entry.kind === "said" ? this.rows.said(entry, before) : this.rows.sentence(entry);
    if (!row) return;
    if (entry.id) this.unpend(entry.id);
    const day = this.times.day(entry.at);
    if (!before || this.times.day(before.dataset.at) !== day) this.#put(this.rows.day(entry.at, day));
    if (!row.classList.contains("entry--own")) this.unread.before();
    this.#put(row);
    this.#newest = row;
  }

  // Above what is on its way, which stands at the end.
  #put(row) {
    let below = null;
    for (let last = this.list.lastElementChild; last?.dataset.outbox; last = last.previousElementSibling) below = last;
    this.list.insertBefore(row, below);
  }

  #last() {
    if (!this.#newest?.isConnected) this.#newest = [...this.list.querySelectorAll("[data-seq]")].at(-1);
    return this.#newest;
  }

  #scrolled() {
    this.following = this.atEnd && !this.paused;
    if (!this.paused) this.newer.hidden ||= this.atEnd;
  }

  // What leaves the page can be loaded again.
  #trim() {
    if (this.list.childElementCount <= MOST_ROWS) return;
    const rows = [...this.list.querySelectorAll("[data-seq]")];
    if (rows.length > MOST_ROWS) this.#cut(rows.at(-MOST_ROWS), rows.at(-MOST_ROWS).dataset.seq);
  }

  // Everything above the row leaves, or all that was said; where reading stopped is above what is left.
  #cut(row, seq) {
    const line = this.list.querySelector("[data-unread]");
    const end = row ?? this.list.querySelector("[data-outbox]");
    while (this.list.firstElementChild !== end) this.list.firstElementChild.remove();
    if (line && !line.isConnected) this.list.prepend(line);
    const older = part(this.root, "older");
    older.hidden = false;
    older.querySelector("a").href = `${this.here}?before=${seq}#talk`;
  }
}
