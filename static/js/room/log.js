/* A room's log as this page knows it: entries in order, none twice, none left out. */

const OF_A_MESSAGE = { edited: "edit", removed: "remove", restored: "edit" };

export class RoomLog {
  /** @param {{epoch: string, head: number}} known what the page was made with */
  constructor({ epoch, head }) {
    this.epoch = epoch;
    this.head = head;
  }

  /** What `hello` says: everything up to here has been seen, in this history. */
  get position() {
    return { after: this.head, epoch: this.epoch };
  }

  /**
   * Takes one entry.
   *
   * @returns {{type: "add"|"edit"|"remove"|"note"|"none"|"gap", entry: object, of?: number}} what changes on the page;
   *   `none` for a repeat, `gap` when entries are missing before this one: say hello again
   */
  apply(entry) {
    if (entry.seq <= this.head) return { type: "none", entry };
    if (entry.seq > this.head + 1) return { type: "gap", entry };
    this.head = entry.seq;
    if (entry.kind === "said") return { type: "add", entry };
    const type = OF_A_MESSAGE[entry.kind];
    if (!type) return { type: "note", entry };
    // In catch-up a message that was removed later has an empty text in its edits too.
    return { type: type === "edit" && entry.text === "" ? "none" : type, entry, of: entry.of };
  }

  /** History was rewritten: begin again. */
  reset(epoch) {
    this.epoch = epoch;
    this.head = 0;
  }
}
