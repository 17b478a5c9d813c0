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
    // Where one can only read, what was not sent can still be discarded; the rest is on the message's own page.
    const closed = this.room.composer?.form.hidden ?? true;
    if (!act || (closed && button.dataset.action !== "discard")) return;
    event.preventDefault();
    act(outbox ?? Number(seq), row);
  }

  #said = {
    reply: (seq, row) => this.room.composer.reply(seq, part(row, "author").textContent),
    edit: async (seq) => {
      try {
        // The page has the message as HTML; its words as they were typed come from the log.
        const answer = await fetch(`${this.room.root.dataset.entries}?after=${seq - 1}&limit=1`);
        const [entry] = answer.ok ? (await answer.json()).entries : [];
        if (entry?.text) this.room.composer.edit(seq, entry.text);
      } catch {
        this.room.composer.refuse("undone");
      }
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
    },
    again: async (id) => {
      // It leaves the outbox once the field, and the draft with it, has it.
      this.room.composer.again(this.room.outbox.get(id));
      await this.room.outbox.take(id);
      this.room.view.unpend(id);
    },
    discard: async (id) => {
      await this.room.outbox.take(id);
      this.room.view.unpend(id);
    },
  };
}
