/* The field one writes in: sends, answers, edits, keeps what is being typed. */

import { browserDrafts } from "../drafts.js";
import { codePoints } from "../text.js";
import { part, words } from "./parts.js";

const TYPING_MS = 3_000;
const MOST_CHARACTERS = 4_000;

export class Composer {
  #answering = null;
  #editing = null;
  #typed = -Infinity;

  /** @param {HTMLFormElement} form @param {{say: Function, edit: (seq: number, text: string) => boolean, typing: () => void}} does */
  constructor(form, draftKey, does) {
    this.form = form;
    this.text = form.elements.text;
    this.lang = form.elements.lang;
    this.does = does;
    this.key = draftKey;
    this.drafts = browserDrafts();
    this.text.value ||= this.drafts.read(draftKey) ?? "";
    form.addEventListener("submit", (event) => this.#submit(event));
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#input());
    this.lang.addEventListener("change", () => (this.text.lang = this.lang.value));
    part(form, "answering-end").addEventListener("click", () => this.#end());
  }

  /** Shown or hidden, as the room allows. */
  allow(allowed) {
    this.form.hidden = !allowed;
    const closed = this.form.parentElement.querySelector('[data-part="closed"]');
    if (closed) closed.hidden = allowed;
  }

  reply(seq, name) {
    this.#end();
    this.#answering = seq;
    this.#about(words(part(this.form, "answering").dataset.reply, { name }));
  }

  edit(seq, text) {
    this.#end();
    this.#editing = seq;
    this.#about(part(this.form, "answering").dataset.edit);
    this.#write(text);
  }

  /** A message that was taken back goes on being written. */
  again({ text, lang }) {
    this.#write(text);
    this.lang.value = lang;
    this.text.focus();
  }

  /** Says why something was not taken. */
  refuse(code) {
    const line = part(this.form, "refused");
    line.textContent = line.dataset[code] ?? line.dataset.other;
    line.hidden = false;
  }

  #submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    part(this.form, "refused").hidden = true;
    if (!text) return this.refuse("text_empty");
    if (codePoints(text) > MOST_CHARACTERS) return this.refuse("text_too_long");
    this.#send(text);
  }

  async #send(text) {
    if (this.#editing !== null && !this.does.edit(this.#editing, text)) return this.refuse("other");
    // The field is emptied only when the message is on this device's disk.
    if (this.#editing === null) await this.does.say({ text, lang: this.lang.value, reply_to: this.#answering });
    this.#write("");
    this.#end();
    // The next message begins now, however soon.
    this.#typed = -Infinity;
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") this.#end();
  }

  #input() {
    if (this.#editing === null) this.drafts.write(this.key, this.text.value);
    const now = performance.now();
    if (this.text.value && now - this.#typed > TYPING_MS) {
      this.#typed = now;
      this.does.typing();
    }
  }

  #write(text) {
    this.text.value = text;
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #about(sentence) {
    part(this.form, "answering").hidden = false;
    part(this.form, "answering-words").textContent = sentence;
    this.text.focus();
  }

  #end() {
    if (this.#editing !== null) this.#write("");
    this.#answering = this.#editing = null;
    part(this.form, "answering").hidden = true;
  }
}
