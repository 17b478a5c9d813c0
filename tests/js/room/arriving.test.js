import assert from "node:assert/strict";
import { test } from "node:test";

import { Arriving } from "../../../static/js/room/arriving.js";

const add = (seq) => ({ type: "add", entry: { seq } });

test("what came while nothing could be shown is taken once, in order", () => {
  const arriving = new Arriving(3);
  arriving.add(add(1));
  arriving.add({ type: "edit", of: 1, entry: { seq: 2 } });
  assert.equal(arriving.messages, 1);
  assert.deepEqual(arriving.take(), { changes: [add(1), { type: "edit", of: 1, entry: { seq: 2 } }], lost: false });
  assert.deepEqual(arriving.take(), { changes: [], lost: false });
  assert.equal(arriving.messages, 0);
});

test("a talk stopped for a night takes no more room than its newest messages, and all are counted", () => {
  const arriving = new Arriving(500);
  for (let seq = 1; seq <= 20_000; seq += 1) arriving.add(add(seq));
  assert.equal(arriving.messages, 20_000);
  const { changes, lost } = arriving.take();
  assert.equal(lost, true);
  assert.deepEqual([changes.length, changes[0].entry.seq, changes.at(-1).entry.seq], [500, 19_501, 20_000]);
  arriving.add(add(20_001));
  assert.equal(arriving.take().lost, false);
});
