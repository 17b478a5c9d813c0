/*
 * Parts of a room's page (data-live-part) are fetched again when the talk tells of a change, and every few seconds with
 * the tag of what is shown (RFC 9110, 13.1.2). Their forms are sent without leaving the page. What the server refuses is
 * sent as the plain form that it is, so that it says why.
 */

import { attach } from "../attach.js";
import { replaced } from "./replaced.js";

const EVERY_MS = 4_000;
const MOST_MS = 20_000;
// In a large room not everybody asks at once.
const MS_A_PERSON = 50;
const AT_ONCE_MS = 30;
const PRESENT_MS = 60_000;
const GONE = [401, 403, 404];

export class KeepingUp {
  #tag;
  #timer = null;
  #due = Infinity;
  #plain = false;
  #stopped = false;

  /** @param {HTMLElement} room or a section of it, with data-live and data-live-tag, and data-live-every where it may not wait */
  constructor(room, { fetch: ask = (...request) => fetch(...request), random = Math.random } = {}) {
    Object.assign(this, { room, ask, random });
    this.#tag = room.dataset.liveTag;
  }

  start() {
    this.room.addEventListener("room:changed", () => this.#soon(this.random() * AT_ONCE_MS * this.#people));
    if (this.room.matches(".room")) this.room.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    document.addEventListener("visibilitychange", () => !document.hidden && this.#soon(0));
    this.#later();
    const { livePresence } = this.room.dataset;
    if (livePresence) this.#present(livePresence);
  }

  /** Says that somebody is there, whatever else they look at: attendance is counted by this. */
  #present(address) {
    const say = () => !this.#stopped && this.ask(address, { method: "POST" }).catch(() => {});
    say();
    setInterval(say, PRESENT_MS);
  }

  async refresh() {
    const answer = await this.ask(this.room.dataset.live, { headers: { "If-None-Match": this.#tag }, cache: "no-store" });
    if (GONE.includes(answer.status)) this.#stopped = true;
    if (answer.status !== 200) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.#tag = answer.headers.get("ETag");
    const held = this.room.closest(".room").querySelector("[data-room-pause]")?.getAttribute("aria-pressed") === "true";
    for (const part of this.room.querySelectorAll("[data-live-part]")) {
      const fresh = page.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
      if (!fresh) continue;
      if (replaced(part, fresh, { held })) attach(part);
      // What is left out is fetched again.
      else this.#tag = "";
    }
    if (this.room.matches(".room")) this.#say();
  }

  /** What is on now is read out, once. */
  #say() {
    const line = this.room.querySelector("[data-live-said]");
    const said = [...this.room.querySelectorAll("[data-live-part] [data-say]")].map(({ textContent }) => textContent);
    if (line && line.textContent !== said.join(". ")) line.textContent = said.join(". ");
  }

  get #people() {
    return Number(this.room.closest(".room").dataset.people ?? 1);
  }

  #later() {
    const least = Number(this.room.dataset.liveEvery ?? EVERY_MS);
    const every = Math.min(MOST_MS, Math.max(least, this.#people * MS_A_PERSON));
    this.#soon(every * (0.8 + 0.4 * this.random()));
  }

  #soon(ms) {
    if (this.#stopped || performance.now() + ms > this.#due) return;
    clearTimeout(this.#timer);
    this.#due = performance.now() + ms;
    this.#timer = setTimeout(async () => {
      this.#due = Infinity;
      if (!document.hidden) await this.refresh().catch(() => {});
      this.#later();
    }, ms);
  }

  async #submit(event) {
    const form = event.target;
    const ours = form.closest("[data-live-part]") || form.dataset.renew !== undefined;
    if (!ours || this.#plain) return;
    event.preventDefault();
    if (form.dataset.sending !== undefined) return;
    form.dataset.sending = "";
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const answer = await this.ask(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    delete form.dataset.sending;
    if (answer?.type !== "opaqueredirect") {
      this.#plain = true;
      return form.requestSubmit(event.submitter);
    }
    if (form.dataset.renew !== undefined) renew(form);
    return this.#soon(0);
  }
}

/** The form is empty again, and what is written into it next is something else. */
function renew(form) {
  form.reset();
  form.elements.id.value = crypto.randomUUID();
}
