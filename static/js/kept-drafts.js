/*
 * Drafts that survive a power cut: what drafts.js keeps in the browser's quick storage, which it may write to the disk
 * seconds later, is put on the disk (IndexedDB) as well, and taken from there when a page loads.
 */

import { browserDrafts } from "./drafts.js";
import { openStore } from "./room/store.js";

const PAUSE_MS = 250;

let ready = null;

/** This browser's drafts, once what the disk knows is among them and what arrived is gone. */
export function keptDrafts() {
  ready ??= openStore(globalThis.indexedDB, "mosty-drafts", "drafts").then((disk) =>
    mirrored(browserDrafts(), disk, document.querySelector("[data-notice]") !== null),
  );
  return ready;
}

/**
 * Drafts whose every change is put on a disk.
 *
 * @param {boolean} arrived whether the page that loads says that what was sent before has arrived
 * @param {number} pause milliseconds of quiet before typing is written
 */
export async function mirrored(drafts, disk, arrived, pause = PAUSE_MS) {
  const kept = await disk.all().catch(() => []);
  for (const { id, ...draft } of kept) drafts.restore(id, draft);
  const later = new Later(disk, pause);
  drafts.onChange = (key, draft) => later.put(key, draft);
  drafts.settle(arrived);
  return drafts;
}

class Later {
  #timers = new Map();

  constructor(disk, pause) {
    this.disk = disk;
    this.pause = pause;
  }

  put(key, draft) {
    clearTimeout(this.#timers.get(key));
    const write = () => (draft ? this.disk.put({ id: key, ...draft }) : this.disk.remove(key)).catch(() => {});
    if (draft && !draft.sent) this.#timers.set(key, setTimeout(write, this.pause));
    else write();
  }
}
