/* The talk on the page: rows in order, days between them, where reading stopped, and the place one is at. */

import { part, stamp, words } from "./parts.js";
import { Rows } from "./row.js";
import { Times } from "./times.js";

const NEAR_END_PX = 80;
const MOST_ROWS = 1_000;

export class View {
  #arriving = [];
  #frame = 0;

  /** @param {HTMLElement} root the talk */
  constructor(root) {
    const { lang, zone, account, page, here } = root.dataset;
    this.root = root;
    this.log = part(root, "log");
    this.list = part(root, "entries");
    this.newer = part(root, "newer");
    this.times = new Times(lang, zone);
    this.rows = new Rows(root, this.times, { account, page, here });
    this.newer.addEventListener("click", () => this.toEnd());
    this.log.addEventListener("scroll", () => (this.newer.hidden ||= this.atEnd), { passive: true });
  }

  get atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }

  /** The page was just opened: to where reading stopped, else to the end. */
  open() {
    const unread = this.list.querySelector("[data-unread]");
    if (unread) unread.scrollIntoView({ block: "center" });
    else if (!location.hash.startsWith("#e-")) this.toEnd();
  }

  /** Screen readers wait while the missed part comes in. */
  busy(busy) {
    this.log.setAttribute("aria-busy", String(busy));
  }

  /** Shows one change of the log; additions of one moment are put in together. */
  show(change) {
    if (change.type === "add" || change.type === "note") {
      this.#arriving.push(change.entry);
      this.#frame ||= setTimeout(() => this.flush(), 50);
      return;
    }
    if (change.type !== "edit" && change.type !== "remove") return;
    this.flush();
    const row = this.row(change.of);
    if (!row) return;
    if (change.type === "edit") this.rows.edited(row, change.entry);
    else this.rows.gone(row, change.entry.by === "moderator" ? "moderator" : "author");
  }

  row(seq) {
    return this.list.querySelector(`[data-seq="${seq}"]`);
  }

  flush() {
    clearTimeout(this.#frame);
    this.#frame = 0;
    const arriving = this.#arriving.splice(0);
    if (!arriving.length) return;
    const stay = !this.atEnd || document.hidden;
    arriving.forEach((entry) => this.#add(entry));
    part(this.root, "empty").hidden = true;
    this.#trim();
    if (stay && !this.atEnd) this.newer.hidden = false;
    else this.toEnd();
  }

  /** History was rewritten: everything that was said is loaded again. */
  clear() {
    this.#arriving = [];
    this.list.replaceChildren(...this.list.querySelectorAll("[data-outbox]"));
  }

  /** Shows what is on its way, or what became of it. */
  pending(item, name) {
    const there = this.list.querySelector(`[data-outbox="${item.id}"]`);
    if (there) return this.rows.state(there, item);
    this.list.append(this.rows.mine(item, name));
    part(this.root, "empty").hidden = true;
    this.toEnd();
  }

  unpend(id) {
    this.list.querySelector(`[data-outbox="${id}"]`)?.remove();
  }

  #add(entry) {
    if (this.row(entry.seq)) return;
    const before = this.#last();
    const row = entry.kind === "said" ? this.rows.said(entry, before) : this.#sentence(entry);
    if (!row) return;
    if (entry.id) this.unpend(entry.id);
    const day = this.times.day(entry.at);
    if (!before || this.times.day(before.dataset.at) !== day) this.#put(this.#day(entry.at, day));
    if (document.hidden && !row.classList.contains("entry--own")) this.#markUnread();
    this.#put(row);
  }

  #sentence(entry) {
    const row = stamp(this.root, entry.kind);
    if (!row) return null;
    row.textContent = words(row.textContent, { name: entry.author?.name ?? "" });
    Object.assign(row.dataset, { seq: entry.seq, at: entry.at });
    return row;
  }

  #day(iso, text) {
    const line = stamp(this.root, "day");
    line.firstElementChild.dateTime = iso;
    line.firstElementChild.textContent = text;
    return line;
  }

  #markUnread() {
    if (this.unreadShown) return;
    this.list.querySelector("[data-unread]")?.remove();
    this.#put(stamp(this.root, "unread"));
    this.unreadShown = true;
  }

  #put(row) {
    const pending = this.list.querySelector("[data-outbox]");
    this.list.insertBefore(row, pending);
  }

  #last() {
    return [...this.list.querySelectorAll("[data-seq]")].at(-1);
  }

  #trim() {
    const rows = this.list.querySelectorAll("[data-seq]");
    for (let over = rows.length - MOST_ROWS, place = 0; over > 0; over -= 1, place += 1) rows[place].remove();
  }
}
