import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Announcer } from "../../../static/js/room/announcer.js";

function listener(t) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const heard = [];
  return { heard, announcer: new Announcer((what) => heard.push(what)) };
}

const message = (number) => ({ author: "Олена", text: `message ${number}`, lang: "uk" });

test("l11 in a quiet room a message is read out at once", (t) => {
  const { heard, announcer } = listener(t);
  announcer.add(message(1));
  assert.deepEqual(heard, [{ messages: [message(1)] }]);
});

test("l11 in a busy room there is at most one announcement in three seconds", (t) => {
  const { heard, announcer } = listener(t);
  const moments = [];
  announcer.speak = () => moments.push(moments.at);
  for (moments.at = 0; moments.at < 30_000; moments.at += 100) {
    announcer.add(message(moments.at));
    mock.timers.tick(100);
  }
  const gaps = moments.slice(1).map((moment, place) => moment - moments[place]);
  assert.ok(moments.length >= 9);
  assert.ok(Math.min(...gaps) >= 2_900, `${gaps}`);
  assert.deepEqual(heard, []);
});

test("l11 a few are read whole, of many only how many", (t) => {
  const { heard, announcer } = listener(t);
  [1, 2, 3].forEach((number) => announcer.add(message(number)));
  mock.timers.tick(3_000);
  [4, 5, 6, 7].forEach((number) => announcer.add(message(number)));
  mock.timers.tick(3_000);
  assert.deepEqual(heard, [{ messages: [message(1)] }, { messages: [message(2), message(3)] }, { count: 4 }]);
});

test("r13 what is taken back before it is read out is not read out, and what is changed is read as it is now", (t) => {
  const { heard, announcer } = listener(t);
  [1, 2, 3].forEach((seq) => announcer.add({ seq, text: `message ${seq}` }));
  announcer.change(2, "");
  announcer.change(3, "better words");
  announcer.change(9, "");
  mock.timers.tick(3_000);
  assert.deepEqual(heard.at(-1), { messages: [{ seq: 3, text: "better words" }] });
  [4, 5, 6, 7].forEach((seq) => announcer.add({ seq, text: `message ${seq}` }));
  announcer.change(4, "");
  mock.timers.tick(3_000);
  assert.deepEqual(heard.at(-1), { count: 4 });
});

test("l11 the pause button silences it, and going on says how many came meanwhile", (t) => {
  const { heard, announcer } = listener(t);
  announcer.pause(true);
  [1, 2, 3, 4, 5].forEach((number) => announcer.add(message(number)));
  mock.timers.tick(60_000);
  assert.deepEqual(heard, []);
  announcer.pause(false);
  assert.deepEqual(heard, [{ count: 5 }]);
});
