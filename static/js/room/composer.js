/* The field one writes in: sends, answers, edits, keeps what is being typed. */

import { browserDrafts } from "../drafts.js";
import { codePoints } from "../text.js";
import { part, words } from "./parts.js";
import { Suggestions } from "../suggestions.js";

const TYPING_MS = 3_000;
const MOST_CHARACTERS = 4_000;

export class Composer {
  /** @type {{seq: number, name: string}|null} */
  #answering = null;
  #editing = null;
  #before = { text: "", answering: null };
  #typed = -Infinity;
  #keeping = false;

  /** @param {HTMLFormElement} form @param {import("./main.js").LiveRoom} does what is done with what is written */
  constructor(form, draftKey, does) {
    this.form = form;
    this.text = form.elements.text;
    this.lang = form.elements.lang;
    this.does = does;
    this.key = draftKey;
    this.editKey = `${draftKey}-edit`;
    this.drafts = browserDrafts();
    this.suggestions = new Suggestions(does.root, this.text, () => does.people.known());
    form.addEventListener("submit", (event) => this.#submit(event));
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#input());
    this.lang.addEventListener("change", () => (this.text.lang = this.lang.value));
    part(form, "answering-end").addEventListener("click", () => this.#end());
    this.#restore();
  }

  /** Shown or hidden, as the room allows; what is being written stays either way. */
  allow(allowed) {
    this.form.hidden = !allowed;
    part(this.does.root, "closed").hidden = allowed;
  }

  /** Says why one can only read, and until when where that is known. */
  close(code, until) {
    const closed = part(this.does.root, "closed");
    if (code !== "muted" || until) closed.textContent = words(closed.dataset[code], { until });
    this.allow(false);
  }

  reply(seq, name) {
    this.#end();
    this.#answer({ seq, name });
    this.#keep();
    this.text.focus();
  }

  edit(seq, text) {
    if (this.#editing !== null) this.#end();
    this.#change(seq, text);
    this.text.focus();
  }

  /** A message that was taken back goes on being written, above what is there already. */
  again({ t, seq, text, lang, reply_to }) {
    if (t === "edit") return this.edit(seq, text);
    const answered = reply_to && this.does.view.row(reply_to);
    if (answered) this.#answer({ seq: reply_to, name: part(answered, "author").textContent });
    this.#write([text, this.text.value].filter(Boolean).join("\n"));
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
    const length = codePoints(text);
    if (length > MOST_CHARACTERS || !this.does.outbox.fits({ text, ...this.#what })) return this.refuse("text_too_long");
    // In slow mode the line below says when; the text stays in the field.
    if (this.#editing === null && this.does.pace.left && this.does.live) return undefined;
    if (!this.#keeping) this.#send(text, this.text.value);
  }

  async #send(text, typed) {
    const message = { text, lang: this.lang.value };
    this.#keeping = true;
    try {
      await this.does.say({ ...message, ...this.#what });
    } catch {
      return this.refuse("other");
    } finally {
      this.#keeping = false;
    }
    // The field is emptied only when the message is on this device's disk, and only of what was sent.
    const since = this.text.value.startsWith(typed) ? this.text.value.slice(typed.length) : this.text.value;
    if (this.#editing === null) this.#write(since);
    this.#end();
    // The next message begins now, however soon.
    this.#typed = -Infinity;
  }

  /** What is being written beside its text. */
  get #what() {
    return this.#editing === null ? { reply_to: this.#answering?.seq } : { t: "edit", seq: this.#editing };
  }

  #key(event) {
    if (this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") this.#end();
  }

  #input() {
    this.#keep();
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

  // What is being written outlives the page, with what it is about.
  #keep() {
    if (this.#editing === null) this.drafts.write(this.key, this.text.value, this.#answering);
    else this.drafts.write(this.editKey, this.text.value, { seq: this.#editing });
  }

  #restore() {
    const [answering, edited] = [this.drafts.about(this.key), this.drafts.about(this.editKey)];
    const draft = this.drafts.read(this.key) ?? "";
    // A browser may have put the edit back into the field by itself.
    this.text.value = edited ? draft : this.text.value || draft;
    if (answering) this.#answer(answering);
    if (edited) this.#change(edited.seq, this.drafts.read(this.editKey));
  }

  #answer(answering) {
    this.#answering = answering;
    this.#about(words(part(this.form, "answering").dataset.reply, { name: answering.name }));
  }

  #change(seq, text) {
    this.#before = { text: this.text.value, answering: this.#answering };
    this.#editing = seq;
    this.#about(part(this.form, "answering").dataset.edit);
    this.#write(text);
  }

  #about(sentence) {
    part(this.form, "answering").hidden = false;
    part(this.form, "answering-words").textContent = sentence;
  }

  #end() {
    const edited = this.#editing !== null;
    this.#answering = this.#editing = null;
    part(this.form, "answering").hidden = true;
    if (!edited) return this.#keep();
    // What was being written before the edit goes on, to whom it went.
    this.drafts.remove(this.editKey);
    const { text, answering } = this.#before;
    if (answering) this.#answer(answering);
    return this.#write(text);
  }
}
