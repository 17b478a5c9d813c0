/* Who is here, who is writing, whose hand is up. */

import { intlLocale } from "../relative.js";
import { fillAvatar, part, words } from "./parts.js";

const NAMED = 3;

export class People {
  #people = [];
  #hands = new Set();

  /** @param {Element|null} panel where the page lists people @param {Element} typing the line under the talk */
  constructor(panel, typing, { lang, account }) {
    this.panel = panel;
    this.line = typing;
    this.account = account;
    this.plural = new Intl.PluralRules(lang);
    this.list = new Intl.ListFormat(intlLocale(lang));
    this.number = new Intl.NumberFormat(intlLocale(lang));
  }

  here({ people, count, hands }) {
    this.#people = people;
    this.count = count;
    if (hands) this.#hands = new Set(hands.map((person) => person.id));
    this.#draw();
  }

  hands(people) {
    this.#hands = new Set(people.map((person) => person.id));
    this.#draw();
  }

  typing(people) {
    const names = people.filter((person) => person.id !== this.account).map((person) => person.name);
    const { one, some, many } = this.line.dataset;
    if (!names.length) this.line.textContent = "";
    else if (names.length === 1) this.line.textContent = words(one, { name: names[0] });
    else this.line.textContent = names.length > NAMED ? many : words(some, { names: this.list.format(names) });
  }

  #draw() {
    if (!this.panel) return;
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
    part(row, "hand").hidden = !this.#hands.has(person.id);
    return row;
  }
}
