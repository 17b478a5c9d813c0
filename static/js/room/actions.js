/* What can be done to a row: answer, edit, withdraw, and what to do with one that was not sent. */

import { part } from "./parts.js";

export class Actions {
  constructor(room) {
    this.room = room;
    room.view.list.addEventListener("click", (event) => this.#clicked(event));
  }

  #clicked(event) {
    const button = event.target.closest("[data-action]");
    const row = button?.closest("[data-entry]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { seq, outbox } = row.dataset;
    const act = outbox ? this.#unsent[button.dataset.action] : this.#said[button.dataset.action];
    if (!act || !this.room.composer || (!outbox && !this.room.live)) return;
    event.preventDefault();
    act(outbox ?? Number(seq), row);
  }

  #said = {
    reply: (seq, row) => this.room.composer.reply(seq, part(row, "author").textContent),
    edit: async (seq) => {
      // The page has the message as HTML; its words as they were typed come from the log.
      const answer = await fetch(`${this.room.root.dataset.entries}?after=${seq - 1}&limit=1`);
      const [entry] = answer.ok ? (await answer.json()).entries : [];
      if (entry?.text) this.room.composer.edit(seq, entry.text);
    },
    withdraw: (seq) => {
      const { sure } = part(this.room.root, "refused").dataset;
      if (confirm(sure)) this.room.withdraw(seq);
    },
  };

  #unsent = {
    send: async (id) => {
      await this.room.outbox.agree(id);
      this.room.flush();
      this.room.view.pending(this.room.outbox.get(id), this.room.name);
    },
    again: async (id) => {
      const item = await this.room.outbox.take(id);
      this.room.view.unpend(id);
      if (item) this.room.composer.again(item);
    },
    discard: async (id) => {
      await this.room.outbox.take(id);
      this.room.view.unpend(id);
    },
  };
}
