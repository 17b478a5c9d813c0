import assert from "node:assert/strict";
import { test } from "node:test";

import { RoomLog } from "../../../static/js/room/log.js";

const said = (seq, text = `message ${seq}`) => ({ t: "entry", seq, kind: "said", text });
const types = (log, entries) => entries.map((entry) => log.apply(entry).type);

test("entries are taken in order and once", () => {
  const log = new RoomLog({ epoch: "e1", head: 2 });
  assert.deepEqual(types(log, [said(1), said(2), said(3), said(3), said(4)]), ["none", "none", "add", "none", "add"]);
  assert.deepEqual(log.position, { after: 4, epoch: "e1" });
});

test("a hole is noticed and nothing after it is taken", () => {
  const log = new RoomLog({ epoch: "e1", head: 0 });
  assert.deepEqual(types(log, [said(1), said(3), said(4)]), ["add", "gap", "gap"]);
  assert.equal(log.head, 1);
});

test("edits, removals and restorations name the message they are about", () => {
  const log = new RoomLog({ epoch: "e1", head: 1 });
  const changes = [
    { seq: 2, kind: "edited", of: 1, text: "better" },
    { seq: 3, kind: "removed", of: 1 },
    { seq: 4, kind: "restored", of: 1, text: "better" },
  ].map((entry) => log.apply(entry));
  assert.deepEqual(changes.map(({ type, of }) => [type, of]), [["edit", 1], ["remove", 1], ["edit", 1]]);
});

test("in catch-up an edit of what was removed later changes nothing", () => {
  const log = new RoomLog({ epoch: "e1", head: 0 });
  const entries = [said(1, ""), { seq: 2, kind: "edited", of: 1, text: "" }, { seq: 3, kind: "removed", of: 1 }];
  assert.deepEqual(types(log, entries), ["add", "none", "remove"]);
});

test("kinds of capabilities are notes, whatever they are called", () => {
  const log = new RoomLog({ epoch: "e1", head: 0 });
  assert.equal(log.apply({ seq: 1, kind: "poll.opened" }).type, "note");
});

test("after a reset everything is wanted again", () => {
  const log = new RoomLog({ epoch: "e1", head: 9 });
  log.reset("e2");
  assert.deepEqual(log.position, { after: 0, epoch: "e2" });
});
