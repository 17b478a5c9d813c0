import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../static/js/drafts.js";

class Memory {
  #kept = new Map();
  get length() {
    return this.#kept.size;
  }
  key(place) {
    return [...this.#kept.keys()][place] ?? null;
  }
  getItem(name) {
    return this.#kept.get(name) ?? null;
  }
  setItem(name, value) {
    this.#kept.set(name, String(value));
  }
  removeItem(name) {
    this.#kept.delete(name);
  }
}

const DAY = 24 * 60 * 60 * 1000;

test("what was typed is there after a reload", () => {
  const storage = new Memory();
  new Drafts(storage).write("reply-7", "Про водогін");
  assert.equal(new Drafts(storage).read("reply-7"), "Про водогін");
  assert.equal(new Drafts(storage).read("reply-8"), null);
});

test("what the text is about is kept beside it, and gone with it", () => {
  const storage = new Memory();
  new Drafts(storage).write("room-edit", "better", { seq: 7 });
  assert.deepEqual(new Drafts(storage).about("room-edit"), { seq: 7 });
  new Drafts(storage).write("room-edit", "");
  assert.equal(new Drafts(storage).about("room-edit"), null);
  new Drafts(storage).write("a", "text");
  assert.equal(new Drafts(storage).about("a"), null);
});

test("an emptied field keeps no draft", () => {
  const drafts = new Drafts(new Memory());
  drafts.write("a", "text");
  drafts.write("a", "  \n");
  assert.equal(drafts.read("a"), null);
});

test("a sent draft goes only when the next page says that it arrived", () => {
  const drafts = new Drafts(new Memory());
  drafts.write("a", "text");
  drafts.sent("a");
  drafts.settle(true);
  assert.equal(drafts.read("a"), null);
});

test("a sent draft whose answer never came stays, also through a later success of something else", () => {
  const drafts = new Drafts(new Memory());
  drafts.write("a", "text");
  drafts.sent("a");
  drafts.settle(false);
  assert.equal(drafts.read("a"), "text");
  drafts.settle(true);
  assert.equal(drafts.read("a"), "text");
});

test("an unsent draft stays when another form succeeds", () => {
  const drafts = new Drafts(new Memory());
  drafts.write("mine", "text");
  drafts.write("other", "text");
  drafts.sent("other");
  drafts.settle(true);
  assert.equal(drafts.read("mine"), "text");
  assert.equal(drafts.read("other"), null);
});

test("drafts nobody came back for are forgotten after sixty days, broken ones at once", () => {
  const storage = new Memory();
  let now = 0;
  const drafts = new Drafts(storage, () => now);
  drafts.write("old", "text");
  storage.setItem("mosty:draft:broken", "{");
  storage.setItem("somebody-elses", "stays");
  now = 59 * DAY;
  drafts.settle(false);
  assert.equal(drafts.read("old"), "text");
  assert.equal(storage.getItem("mosty:draft:broken"), null);
  now = 61 * DAY;
  drafts.settle(false);
  assert.equal(drafts.read("old"), null);
  assert.equal(storage.getItem("somebody-elses"), "stays");
});

test("a storage that refuses every touch is survived", () => {
  const refusing = new Proxy({}, { get: () => { throw new Error("SecurityError"); } });
  for (const storage of [refusing, null]) {
    const drafts = new Drafts(storage);
    drafts.write("a", "text");
    drafts.sent("a");
    drafts.settle(true);
    assert.equal(drafts.read("a"), null);
  }
});
