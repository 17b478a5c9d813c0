/* Earlier and later messages without leaving the page: the links' own pages are fetched and their rows taken over. */

import { part } from "./parts.js";

export class History {
  /** @param {HTMLElement} root the talk @param {(talk: HTMLElement) => void} onEnd the newest rows are here, of this talk */
  constructor(root, onEnd) {
    this.root = root;
    this.onEnd = onEnd;
    this.log = part(root, "log");
    this.list = part(root, "entries");
    this.#listen("older", (talk) => this.#before(talk));
    this.#listen("later", (talk) => this.#after(talk));
  }

  #listen(name, take) {
    part(this.root, name)?.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || new URL(link.href).hash !== "#talk") return;
      event.preventDefault();
      this.#fetch(link, take);
    });
  }

  async #fetch(link, take) {
    if (link.hasAttribute("data-busy")) return;
    link.toggleAttribute("data-busy", true);
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const talk = page.querySelector("#talk");
      if (!answer.ok || !talk) throw new Error(answer.status);
      take(talk);
    } catch {
      // No line: the link stays where it is, for another try.
    }
    link.toggleAttribute("data-busy", false);
  }

  #before(talk) {
    const rows = [...part(talk, "entries").children];
    const first = this.list.querySelector("[data-day]");
    const last = rows.filter((row) => row.matches("[data-day]")).at(-1);
    if (first === this.list.firstElementChild && last?.textContent === first?.textContent) first?.remove();
    const below = this.log.scrollHeight - this.log.scrollTop;
    this.list.prepend(...rows);
    this.log.scrollTop = this.log.scrollHeight - below;
    this.#replace("older", talk);
  }

  #after(talk) {
    const rows = [...part(talk, "entries").children];
    const last = [...this.list.querySelectorAll("[data-day]")].at(-1);
    if (rows[0]?.matches("[data-day]") && rows[0].textContent === last?.textContent) rows.shift();
    this.list.append(...rows);
    const later = part(talk, "later");
    if (later) return this.#replace("later", talk);
    part(this.root, "later").remove();
    this.onEnd(talk);
  }

  // The place stays, so that the press is still heard; where it leads is new.
  #replace(name, talk) {
    const [here, there] = [part(this.root, name), part(talk, name)];
    here.hidden = there.hidden;
    here.replaceChildren(...there.children);
  }
}
