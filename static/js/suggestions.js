/* People offered while a name is typed behind an @: arrows, Enter or Tab, Escape, or a press. */

import { begun, completed, meant } from "./mentions.js";
import { fillAvatar, part, stamp } from "./room/parts.js";

export class Suggestions {
  #typing = null;
  #active = 0;

  /** @param {Element} root the talk @param {HTMLTextAreaElement} field @param {() => object[]} people id and name of each */
  constructor(root, field, people) {
    this.root = root;
    this.field = field;
    this.people = people;
    this.list = part(root, "suggestions");
    field.addEventListener("input", () => this.look());
    field.addEventListener("blur", () => this.#close());
    this.list.addEventListener("pointerdown", (event) => this.#pressed(event));
  }

  /** @returns {boolean} whether the key was for the list */
  key(event) {
    if (this.list.hidden || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#mark(this.#active + step);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.list.children[this.#active]);
    else if (event.key === "Escape") this.#close();
    else return false;
    event.preventDefault();
    return true;
  }

  /** Offers whom what is being typed may mean; again when more people are known. */
  look() {
    this.#typing = begun(this.field.value, this.field.selectionStart);
    const people = this.#typing ? meant(this.people(), this.#typing.typed) : [];
    const done = people.length === 1 && people[0].name === this.#typing.typed;
    if (!people.length || done) return this.#close();
    this.list.replaceChildren(...people.map((person) => this.#row(person)));
    this.list.hidden = false;
    this.#mark(0);
  }

  #row({ id, name }) {
    const row = stamp(this.root, "suggestion");
    row.id = `suggested-${id}`;
    row.dataset.name = name;
    fillAvatar(part(row, "avatar"), name);
    part(row, "name").textContent = name;
    return row;
  }

  #mark(place) {
    const rows = [...this.list.children];
    this.#active = (place + rows.length) % rows.length;
    rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === this.#active)));
    rows[this.#active].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", rows[this.#active].id);
  }

  #pressed(event) {
    const row = event.target.closest("[data-name]");
    if (!row) return;
    event.preventDefault();
    this.#choose(row);
  }

  #choose(row) {
    const { text, caret } = completed(this.field.value, this.#typing, row.dataset.name);
    this.#close();
    this.field.value = text;
    this.field.setSelectionRange(caret, caret);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.#close();
  }

  #close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.removeAttribute("aria-activedescendant");
  }
}
