/* Who is here, who is writing, whose hand is up. */

import { intlLocale } from "../relative.js";
import { fillAvatar, part, words } from "./parts.js";

const NAMED = 3;

export class People {
  #people = [];
  #hands = [];

  /** @param {Element|null} panel where the page lists people @param {Element} root the talk */
  constructor(panel, root, { lang, account }) {
    this.panel = panel;
    this.root = root;
    this.line = part(root, "typing");
    this.raisedLine = part(root, "hands-line");
    this.account = account;
    this.plural = new Intl.PluralRules(lang);
    this.list = new Intl.ListFormat(intlLocale(lang));
    this.number = new Intl.NumberFormat(intlLocale(lang));
  }

  here({ people, count, hands }) {
    this.#people = people;
    this.count = count;
    if (hands) this.#hands = hands;
    const page = this.root.closest(".room");
    if (page) page.dataset.people = count;
    this.#draw();
  }

  /** Raised hands, the first raised first. */
  hands(people) {
    this.#hands = people;
    this.#draw();
  }

  /** Whether somebody's hand is up. */
  raised(account) {
    return this.#hands.some(({ id }) => id === account);
  }

  /** Who can be called by name: those who are here, then those who spoke, without oneself. */
  known() {
    const known = new Map(this.#people.map(({ id, name }) => [id, { id, name }]));
    for (const row of this.root.querySelectorAll("[data-seq][data-author]")) {
      const id = row.dataset.author;
      if (id && !known.has(id)) known.set(id, { id, name: part(row, "author").textContent });
    }
    known.delete(this.account);
    return [...known.values()];
  }

  typing(people) {
    const names = people.filter((person) => person.id !== this.account).map((person) => person.name);
    const { one, some, many } = this.line.dataset;
    if (!names.length) this.line.textContent = "";
    else if (names.length === 1) this.line.textContent = words(one, { name: names[0] });
    else this.line.textContent = names.length > NAMED ? many : words(some, { names: this.list.format(names) });
  }

  #draw() {
    const names = this.#hands.map(({ name }) => name);
    if (this.raisedLine) {
      this.raisedLine.hidden = !names.length;
      const said = words(this.raisedLine.dataset.words, { names: this.list.format(names) });
      if (this.raisedLine.textContent !== said) this.raisedLine.textContent = said;
    }
    if (!this.panel) return;
    part(this.panel, "hands").hidden = !names.length;
    part(this.panel, "hands-list").replaceChildren(...this.#hands.map((person) => this.#row(person)));
    part(this.panel, "count").textContent = this.number.format(this.count);
    part(this.panel, "people").replaceChildren(...this.#people.map((person) => this.#row(person)));
    const others = part(this.panel, "others");
    const rest = this.count - this.#people.length;
    others.hidden = rest <= 0;
    others.textContent = words(others.dataset[this.plural.select(rest)], { num: this.number.format(rest) });
  }

  #row(person) {
    const row = this.panel.querySelector("template[data-person]").content.firstElementChild.cloneNode(true);
    fillAvatar(part(row, "avatar"), person.name);
    part(row, "name").textContent = person.name;
    part(row, "hand").hidden = !this.raised(person.id);
    return row;
  }
}
