/* Puts what is to be read out into the page's log region: who and what, each in its language; no times, no buttons. */

import { part, stamp, words } from "./parts.js";

export class Voice {
  constructor(root, lang) {
    this.root = root;
    this.region = part(root, "announcer");
    this.plural = new Intl.PluralRules(lang);
  }

  speak({ messages, count }) {
    this.region.replaceChildren(...(messages ? messages.map((message) => this.#whole(message)) : [this.#many(count)]));
  }

  /** A text that was taken back or changed stands here no longer. */
  forget(seq) {
    this.region.querySelector(`[data-heard="${seq}"]`)?.remove();
  }

  #whole({ seq, author, text, lang, mentioned }) {
    const line = stamp(this.root, "heard");
    line.dataset.heard = seq;
    const name = mentioned ? `${this.region.dataset.mentioned}. ${author}` : author;
    part(line, "author").textContent = name;
    part(line, "text").textContent = text;
    if (lang) part(line, "text").lang = lang;
    return line;
  }

  #many(count) {
    const line = stamp(this.root, "heard-many");
    line.textContent = words(this.region.dataset[this.plural.select(count)], { num: count });
    return line;
  }
}
