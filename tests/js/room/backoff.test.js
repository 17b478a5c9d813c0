import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../../../static/js/room/backoff.js";

const most = () => 1 - 1e-9;

test("the first try is spread over eight seconds, later ones over one, two, four … thirty", () => {
  const backoff = new Backoff(most);
  const waits = Array.from({ length: 8 }, () => Math.round(backoff.next()));
  assert.deepEqual(waits, [8000, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
});

test("full jitter reaches down to nothing", () => {
  const backoff = new Backoff(() => 0);
  assert.deepEqual([backoff.next(), backoff.next()], [0, 0]);
});

test("a minute of calm forgives earlier failures, a shorter one does not", () => {
  const backoff = new Backoff(most);
  backoff.next();
  assert.equal(Math.round(backoff.next(59_000)), 1000);
  assert.equal(Math.round(backoff.next(60_000)), 8000);
});

test("a thousand clients of a restarted server do not come in one second", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const seconds = new Map();
  for (let client = 0; client < 1000; client += 1) {
    const second = Math.floor(new Backoff(random).next() / 1000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  assert.ok(Math.max(...seconds.values()) <= 230, `busiest second: ${Math.max(...seconds.values())}`);
});
