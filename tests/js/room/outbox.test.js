import assert from "node:assert/strict";
import { test } from "node:test";

import { ASK_AFTER_MS, Outbox } from "../../../static/js/room/outbox.js";
import { MemoryStore } from "../../../static/js/room/store.js";

function page(store, { at = 0, account = "olena", room = "r1" } = {}) {
  const clock = { at };
  let number = 0;
  const outbox = new Outbox(store, { room, account, now: () => clock.at, newId: () => `id-${at}-${(number += 1)}` });
  return { outbox, clock };
}

test("a message goes out once, and not again while it is on its way", async () => {
  const { outbox } = page(new MemoryStore());
  await outbox.add({ text: "Добрий день", lang: "uk" });
  assert.deepEqual(outbox.due(), [{ t: "post", room: "r1", id: "id-0-1", text: "Добрий день", lang: "uk" }]);
  assert.deepEqual(outbox.due(), []);
});

test("after a cut it is sent again under the same id, and gone once the server has it", async () => {
  const store = new MemoryStore();
  const { outbox } = page(store);
  await outbox.add({ text: "one", lang: "en", reply_to: 7 });
  const [first] = outbox.due();
  outbox.interrupted();
  assert.deepEqual(outbox.due(), [first]);
  await outbox.done(first.id);
  outbox.interrupted();
  assert.deepEqual(outbox.due(), []);
  assert.deepEqual(await store.all(), []);
});

test("a reload, a crash or a power cut keeps it, in order, with its id", async () => {
  const store = new MemoryStore();
  const before = page(store);
  await before.outbox.add({ text: "one", lang: "en" });
  before.clock.at = 5;
  await before.outbox.add({ text: "two", lang: "en" });
  before.outbox.due();
  const after = page(store, { at: 1000 });
  await after.outbox.load();
  assert.deepEqual(after.outbox.due().map(({ id, text }) => [id, text]), [["id-0-1", "one"], ["id-0-2", "two"]]);
});

test("what is older than ten minutes waits for a word of the person", async () => {
  const store = new MemoryStore();
  await page(store).outbox.add({ text: "old", lang: "en" });
  const { outbox, clock } = page(store, { at: ASK_AFTER_MS });
  await outbox.load();
  clock.at += 1;
  assert.deepEqual(outbox.due(), []);
  assert.equal(outbox.get("id-0-1").state, "asking");
  await outbox.agree("id-0-1");
  assert.deepEqual(outbox.due().map(({ id }) => id), ["id-0-1"]);
});

test("r12 clock jump: a device's clock that jumps by three hours leaves the order, and what is sent at once is sent", async () => {
  for (const jump of [-3 * 3_600_000, 3 * 3_600_000]) {
    const store = new MemoryStore();
    const { outbox, clock } = page(store, { at: 10 * 3_600_000 });
    await outbox.add({ text: "one", lang: "en" });
    clock.at += jump;
    await outbox.add({ text: "two", lang: "en" });
    assert.deepEqual(outbox.items().map(({ text }) => text), ["one", "two"]);
    const after = page(store, { at: clock.at });
    assert.deepEqual((await after.outbox.load()).map(({ text }) => text), ["one", "two"]);
    assert.deepEqual(after.outbox.due().map(({ text }) => text), ["two"]);
    assert.equal(after.outbox.items()[0].state, "asking", "nobody knows how old it is");
    const quick = page(new MemoryStore(), { at: clock.at });
    await quick.outbox.add({ text: "now", lang: "en" });
    assert.deepEqual(quick.outbox.due().map(({ text }) => text), ["now"]);
  }
});

test("what the server refuses stays until it is taken back, also over a reload", async () => {
  const store = new MemoryStore();
  const { outbox } = page(store);
  await outbox.add({ text: "nope", lang: "en" });
  outbox.due();
  await outbox.refused("id-0-1", "read_only");
  const after = page(store, { at: 1 });
  await after.outbox.load();
  assert.deepEqual(after.outbox.due(), []);
  assert.equal((await after.outbox.take("id-0-1")).text, "nope");
  assert.deepEqual(await store.all(), []);
});

test("too fast only means a little later", async () => {
  const { outbox } = page(new MemoryStore());
  await outbox.add({ text: "fast", lang: "en" });
  outbox.due();
  await outbox.refused("id-0-1", "slow_down");
  assert.equal(outbox.due().length, 1);
});

test("another room's and another person's messages are left alone", async () => {
  const store = new MemoryStore();
  await page(store, { room: "r2" }).outbox.add({ text: "there", lang: "en" });
  await page(store, { account: "tomasz", at: 1 }).outbox.add({ text: "his", lang: "pl" });
  const { outbox } = page(store);
  assert.deepEqual(await outbox.load(), []);
  assert.equal((await store.all()).length, 2);
});

test("an edit is kept and sent like a message", async () => {
  const store = new MemoryStore();
  await page(store).outbox.add({ t: "edit", seq: 7, text: "better", lang: "en" });
  const { outbox } = page(store, { at: 1 });
  await outbox.load();
  assert.deepEqual(outbox.due(), [{ t: "edit", room: "r1", seq: 7, id: "id-0-1", text: "better" }]);
});

test("in slow mode one is on its way at a time", async () => {
  const { outbox } = page(new MemoryStore());
  for (const text of ["one", "two"]) await outbox.add({ text, lang: "en" });
  assert.deepEqual(outbox.due(1).map(({ text }) => text), ["one"]);
  assert.deepEqual(outbox.due(1), []);
  await outbox.done("id-0-1");
  assert.deepEqual(outbox.due(1).map(({ text }) => text), ["two"]);
});

test("what this device cannot keep is not taken as said", async () => {
  const store = new MemoryStore();
  store.put = async () => {
    throw new Error("the disk is full");
  };
  const { outbox } = page(store);
  await assert.rejects(outbox.add({ text: "lost?", lang: "en" }));
  assert.deepEqual(outbox.items(), []);
});

test("where the browser keeps nothing, leaving the page is asked about", async () => {
  const store = new MemoryStore();
  const { outbox } = page(store);
  assert.equal(outbox.wouldBeLost, false);
  await outbox.add({ text: "unsent", lang: "en" });
  assert.equal(outbox.wouldBeLost, true);
  store.lasting = true;
  assert.equal(outbox.wouldBeLost, false);
});

test("what the server would not take in one frame is not sent, and what is behind it is", async () => {
  const { outbox } = page(new MemoryStore());
  await outbox.add({ text: "\u0007".repeat(4000), lang: "en" });
  await outbox.add({ text: "next", lang: "en" });
  assert.deepEqual(outbox.due(1).map(({ text }) => text), ["next"]);
  assert.deepEqual(outbox.items().map(({ state, code }) => [state, code]), [["failed", "text_too_long"], ["sending", undefined]]);
  assert.equal(outbox.fits({ text: "\u0007".repeat(4000), lang: "en" }), false);
  assert.ok(outbox.fits({ text: "🌉".repeat(4000), lang: "uk", reply_to: 123456 }));
});

test("decomposed letters travel composed, and half a character does not travel at all", async () => {
  const { outbox } = page(new MemoryStore());
  const decomposed = "ї".normalize("NFD").repeat(4000);
  assert.ok(outbox.fits({ text: decomposed, lang: "uk" }));
  await outbox.add({ text: `${decomposed}\ud83c`, lang: "uk" });
  assert.equal(outbox.due()[0].text, `${"ї".repeat(4000)}\ufffd`);
});
