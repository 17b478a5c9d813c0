import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Rights, outdated } from "../../../static/js/room/rights.js";

function rights(t) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const seen = { said: [], asked: 0 };
  const form = { hidden: false };
  const composer = {
    form,
    allow: (allowed) => (form.hidden = !allowed),
    close: (code, until) => {
      form.hidden = true;
      seen.said.push([code, until]);
    },
  };
  return { seen, form, rights: new Rights(composer, () => (seen.asked += 1)) };
}

test("whoever is muted is told until when, and let in again when the hosts think better of it", (t) => {
  const { rights: mine, seen, form } = rights(t);
  mine.close("muted", "14:30");
  mock.timers.tick(20_000);
  mine.entered(false);
  mock.timers.tick(20_000);
  assert.equal(seen.asked, 2);
  mine.entered(true);
  mock.timers.tick(60_000);
  assert.deepEqual([seen.asked, form.hidden], [2, false]);
  assert.deepEqual(seen.said, [["muted", "14:30"], ["muted", undefined]]);
});

test("a room that is open for reading only is waited for in silence", (t) => {
  const { rights: mine, seen, form } = rights(t);
  mine.close("read_only");
  mine.entered(false);
  mock.timers.tick(60_000);
  assert.deepEqual([seen.asked, form.hidden], [0, true]);
  mine.open();
  assert.equal(form.hidden, false);
});

test("whoever lost the right while away is not told a reason that nobody gave", (t) => {
  const { rights: mine, seen } = rights(t);
  mine.entered(false);
  assert.deepEqual(seen.said, [["reading", undefined]]);
});

test("a page is out of date where it offers less, or more, to hosts and moderators, or has no field to write in", () => {
  assert.equal(outdated(["read", "talk", "hand"], ["read", "talk", "hand"], true), false);
  assert.equal(outdated(["read", "talk"], ["read"], true), false);
  assert.equal(outdated(["read"], ["read", "talk", "hand"], true), false);
  assert.ok(outdated(["read"], ["read", "talk", "hand"], false));
  assert.ok(outdated(["read", "talk"], ["read", "talk", "host"], true));
  assert.ok(outdated(["read", "talk", "host", "moderate"], ["read", "talk", "host"], true));
});
