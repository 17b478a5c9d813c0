import assert from "node:assert/strict";
import { test } from "node:test";

import { Poll } from "../../../static/js/room/poll.js";

/** A poll against answers prepared one by one; it stops itself when there are no more. */
async function polled(answers, during = () => {}) {
  const seen = { asked: [], events: [], states: [], slept: [] };
  const known = { after: 3, epoch: "e1" };
  const fetch = async (url) => {
    seen.asked.push(Object.fromEntries(new URLSearchParams(url.split("?")[1])));
    const answer = answers.shift();
    if (!answers.length) poll.stop();
    if (!answer) throw new TypeError("no line");
    const headers = new Headers(answer.headers);
    return { ok: answer.status === 200, status: answer.status, headers, json: async () => answer };
  };
  const onEvent = (event) => {
    seen.events.push(event);
    during(event, poll, known);
  };
  const about = { room: "r1", position: () => known, onEvent, onState: (state) => seen.states.push(state) };
  const poll = new Poll("/entries", about, { fetch, sleep: async (ms) => seen.slept.push(ms), random: () => 0 });
  await poll.start();
  return seen;
}

const page = (...entries) => ({ status: 200, head: 4, entries });

test("it reads what was missed at once, is live when nothing is missing, and then waits for news", async () => {
  const { asked, events } = await polled([page({ t: "entry", seq: 4 }), page(), page(), page()]);
  assert.deepEqual(asked.map(({ wait }) => wait), ["0", "0", "25", "25"]);
  assert.deepEqual(events.map(({ t }) => t), ["entry", "live"]);
});

test("after a reset it reads from the start and is live again", async () => {
  const { events } = await polled([page(), { status: 409, epoch: "e2" }, page(), page()], (event, poll, known) => {
    if (event.t !== "reset") return;
    Object.assign(known, { after: 0, epoch: event.epoch });
    poll.greet();
  });
  assert.deepEqual(events.map(({ t }) => t), ["live", "reset", "live"]);
});

test("without a line it is offline, and live once the line is back", async () => {
  const { events, states } = await polled([page(), null, page(), page()]);
  assert.deepEqual(states, ["offline"]);
  assert.deepEqual(events.map(({ t }) => t), ["live", "live"]);
});

test("how far one has read is kept without a socket too", async () => {
  const asked = [];
  const fetch = async (url, { method, body }) => asked.push([method, url, JSON.parse(body)]);
  const poll = new Poll("/api/v1/rooms/r1/entries", {}, { fetch });
  assert.equal(poll.send({ t: "seen", room: "r1", seq: 7 }), true);
  assert.deepEqual(asked, [["PUT", "/api/v1/rooms/r1/seen", { upto: 7 }]]);
  assert.equal(poll.send({ t: "typing", room: "r1" }), false);
});

test("who was sent out of the room asks no more", async () => {
  for (const status of [401, 403, 404]) {
    const { asked, states } = await polled([page(), { status }, page(), page()]);
    assert.deepEqual([asked.length, states], [2, ["gone"]]);
  }
});

test("where too many wait already it asks again only after the time that it was told", async () => {
  const { slept } = await polled([page(), { ...page(), headers: { "Retry-After": "5" } }, page()]);
  assert.deepEqual(slept, [5000]);
});

test("a network that is gone ends the wait for an answer, and is noticed at once", async () => {
  const states = [];
  let asked = 0;
  const fetch = (url, { signal }) => {
    asked += 1;
    if (asked === 1) return Promise.resolve({ ok: true, status: 200, headers: new Headers(), json: async () => page() });
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      setTimeout(() => poll.offline());
    });
  };
  const onState = (state) => (states.push(state), poll.stop());
  const about = { room: "r1", position: () => ({ after: 3, epoch: "e1" }), onEvent: () => {}, onState };
  const poll = new Poll("/entries", about, { fetch, sleep: async () => {}, random: () => 0 });
  await poll.start();
  assert.deepEqual([asked, states], [2, ["offline"]]);
});
