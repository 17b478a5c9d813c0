import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Pace } from "../../../static/js/room/pace.js";

function pace(t, { slow = 30, wait = 0, free = false } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const seen = { at: 0, freed: 0 };
  const turn = (seconds) => {
    for (let second = 0; second < seconds; second += 1) {
      seen.at += 1_000;
      mock.timers.tick(1_000);
    }
  };
  return { seen, turn, pace: new Pace(null, { slow, wait, free }, { onFree: () => (seen.freed += 1), now: () => seen.at }) };
}

test("after one's own message it counts down and then lets the next one go", (t) => {
  const { pace: slow, seen, turn } = pace(t);
  assert.equal(slow.left, 0);
  slow.spoken();
  turn(12);
  assert.equal(slow.left, 18);
  assert.equal(seen.freed, 0);
  turn(18);
  assert.equal(slow.left, 0);
  assert.equal(seen.freed, 1);
});

test("what the page said was left is waited for, and a host who ends slow mode ends the waiting", (t) => {
  const { pace: slow, seen } = pace(t, { wait: 20 });
  assert.equal(slow.left, 20);
  slow.change(0);
  assert.equal(slow.left, 0);
  assert.equal(seen.freed, 1);
});

test("hosts do not wait", (t) => {
  const { pace: slow } = pace(t, { free: true });
  slow.spoken();
  slow.change(60);
  slow.spoken();
  assert.equal(slow.left, 0);
});

test("what is left is counted in the form of the page's language", (t) => {
  globalThis.document = { documentElement: { lang: "uk" } };
  t.after(() => delete globalThis.document);
  const said = { one: "через %(num)s секунду", few: "через %(num)s секунди", many: "через %(num)s секунд" };
  const line = { getAttribute: (name) => said[name.replace("data-again-", "")] };
  const form = { querySelector: () => line };
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const slow = new Pace(form, { slow: 30, wait: 21, free: false }, { onFree: () => {}, now: () => 0 });
  assert.equal(line.textContent, "через 21 секунду");
  slow.wait(22);
  assert.equal(line.textContent, "через 22 секунди");
  slow.wait(25);
  assert.equal(line.textContent, "через 25 секунд");
});
