import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../static/js/drafts.js";
import { mirrored } from "../../static/js/kept-drafts.js";
import { MemoryStore } from "../../static/js/room/store.js";

class Quick {
  #kept = new Map();
  get length() {
    return this.#kept.size;
  }
  key = (place) => [...this.#kept.keys()][place] ?? null;
  getItem = (name) => this.#kept.get(name) ?? null;
  setItem = (name, value) => void this.#kept.set(name, value);
  removeItem = (name) => void this.#kept.delete(name);
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 5));
let now = 1;
const opened = (quick, disk, arrived = false) => mirrored(new Drafts(quick, () => now), disk, arrived, 0);

test("what the quick storage lost in a power cut is on the disk", async () => {
  const disk = new MemoryStore();
  (await opened(new Quick(), disk)).write("reply-7", "Про водогін");
  await quiet();
  const after = await opened(new Quick(), disk);
  assert.equal(after.read("reply-7"), "Про водогін");
});

test("the newer of the two is kept, wherever it was", async () => {
  const [quick, disk] = [new Quick(), new MemoryStore()];
  const drafts = await opened(quick, disk);
  now = 10;
  drafts.write("a", "older");
  await quiet();
  now = 20;
  new Drafts(quick, () => now).write("a", "newer, not yet on the disk");
  assert.equal((await opened(quick, disk)).read("a"), "newer, not yet on the disk");
  await disk.put({ id: "b", text: "newest", about: null, at: 30, sent: false });
  new Drafts(quick, () => now).write("b", "older");
  assert.equal((await opened(quick, disk)).read("b"), "newest");
});

test("what arrived is gone from both, what did not arrive stays in both", async () => {
  for (const arrived of [true, false]) {
    const [quick, disk] = [new Quick(), new MemoryStore()];
    const drafts = await opened(quick, disk);
    drafts.write("a", "text");
    drafts.sent("a");
    await quiet();
    const after = await opened(quick, disk, arrived);
    assert.equal(after.read("a"), arrived ? null : "text");
    await quiet();
    assert.deepEqual((await disk.all()).map(({ id, sent }) => [id, sent]), arrived ? [] : [["a", false]]);
  }
});

test("only the last of many letters is written, and an emptied text removed", async () => {
  const disk = new MemoryStore();
  let writes = 0;
  const put = disk.put.bind(disk);
  disk.put = (item) => ((writes += 1), put(item));
  const drafts = await opened(new Quick(), disk);
  for (const text of ["a", "ab", "abc"]) drafts.write("k", text);
  await quiet();
  assert.deepEqual([writes, (await disk.all())[0].text], [1, "abc"]);
  drafts.write("k", " ");
  await quiet();
  assert.deepEqual(await disk.all(), []);
});

test("a disk that refuses is survived", async () => {
  const refusing = { all: () => Promise.reject(new Error("no")), put: () => Promise.reject(new Error("no")) };
  const drafts = await opened(new Quick(), refusing);
  drafts.write("k", "text");
  await quiet();
  assert.equal(drafts.read("k"), "text");
});
