import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Delivery } from "../../../static/js/room/delivery.js";
import { Outbox } from "../../../static/js/room/outbox.js";
import { MemoryStore } from "../../../static/js/room/store.js";

/** Twenty lines typed offline, and what the room does with the server's answers. */
async function typed(t, lines) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  let number = 0;
  const outbox = new Outbox(new MemoryStore(), { room: "r1", account: "olena", now: () => 0, newId: () => `${(number += 1)}` });
  for (let line = 1; line <= lines; line += 1) await outbox.add({ text: `${line}`, lang: "uk" });
  const sent = [];
  const line = { live: true, free: () => line.live, send: (frame) => (line.live ? Boolean(sent.push(frame.text)) : false) };
  const delivery = new Delivery(outbox, line);
  const posted = async (id) => (await outbox.done(id), delivery.next());
  const refused = async (id, seconds) => (delivery.wait(seconds), await outbox.refused(id, "slow_down"), delivery.next());
  return { outbox, delivery, line, sent, posted, refused };
}

test("twenty lines typed offline arrive in order, once, however often the server says too fast", async (t) => {
  const { outbox, delivery, sent, posted, refused } = await typed(t, 20);
  let [tokens, refusals] = [10, 0];
  const arrived = [];
  delivery.next();
  for (let step = 0; outbox.items().length && step < 100; step += 1) {
    assert.equal(sent.length, arrived.length + refusals + 1, "one is on its way");
    const [{ id }] = outbox.items();
    assert.equal(sent.at(-1), id);
    if (tokens) {
      tokens -= 1;
      arrived.push(id);
      await posted(id);
      continue;
    }
    refusals += 1;
    await refused(id);
    delivery.next();
    mock.timers.tick(1_999);
    assert.equal(sent.length, arrived.length + refusals, "nothing goes out meanwhile");
    mock.timers.tick(1);
    tokens += 2;
  }
  assert.deepEqual(arrived, Array.from({ length: 20 }, (_, place) => `${place + 1}`));
  assert.equal(refusals, 5);
});

test("the server's seconds are kept to, and a second at the least; more refusals start no more timers", async (t) => {
  const { delivery, sent, refused } = await typed(t, 2);
  delivery.next();
  await refused("1", 0);
  delivery.wait(0);
  mock.timers.tick(999);
  assert.deepEqual(sent, ["1"]);
  mock.timers.tick(1);
  assert.deepEqual(sent, ["1", "1"]);
  await refused("1", 5);
  mock.timers.tick(4_999);
  assert.deepEqual(sent, ["1", "1"]);
  mock.timers.tick(60_000);
  assert.deepEqual(sent, ["1", "1", "1"]);
});

test("a line that breaks while waiting is not sent into, and what was on its way goes first afterwards", async (t) => {
  const { outbox, delivery, line, sent, refused } = await typed(t, 3);
  delivery.next();
  await refused("1");
  line.live = false;
  mock.timers.tick(10_000);
  assert.deepEqual(sent, ["1"]);
  line.live = true;
  delivery.next();
  outbox.interrupted();
  delivery.next();
  assert.deepEqual(sent, ["1", "1", "1"]);
});

test("in slow mode a withdrawal does not wait for one's turn to speak", async (t) => {
  const { outbox, delivery, line, sent } = await typed(t, 2);
  line.free = ({ t: what }) => what !== "post";
  line.send = (frame) => Boolean(sent.push(frame));
  await outbox.add({ t: "remove", seq: 7, text: "", reply_to: 7 });
  delivery.next();
  delivery.next();
  assert.deepEqual(sent, [{ t: "remove", room: "r1", seq: 7, id: "3" }]);
});
