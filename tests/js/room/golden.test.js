import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { wellFormed } from "../../../static/js/text.js";
import { Page, ofKind } from "./page.js";

const GOLDEN = new URL("../../golden/", import.meta.url);
const ROOM = "lutsk";
const CHANGES = ["post", "edit", "remove"];
// How the page takes each way in which a connection ends.
const ENDS = { 1012: "offline", 4400: "offline", 4404: "gone", 4408: "offline" };
const MISTAKES = {
  drop: ([, ...rest]) => rest,
  repeat: ([one, ...rest]) => [one, one, ...rest],
  swap: ([one, two, ...rest]) => [two, one, ...rest],
};
const isEntry = ({ t, room }) => t === "entry" && room === ROOM;
const names = readdirSync(GOLDEN).filter((name) => name.endsWith(".json"));

/** The page of whoever tells the story, step by step; what it would show in the end. */
async function played({ steps }) {
  const told = { page: null, waiting: new Map(), overtaken: new Set(), asked: 0, shows: { live: false, closed: null } };
  for (const [at, step] of steps.entries()) {
    if (step.say?.t === "hello" && step.say.room === ROOM) greets(told, step.say, steps.slice(at));
    told.page ??= new Page({ room: ROOM });
    if (CHANGES.includes(step.say?.t) && step.say.room === ROOM) await says(told, step.say);
    else if (step.say?.t === "typing") typing(told.page);
    else if (step.wait) told.page.timers.turn(step.wait * 1000);
    for (const event of step.hear ?? []) await hears(told, timely(event));
    if (step.closed) await ends(told, step.closed);
    else told.shows.live = told.page.room.live;
    checkSent(told);
  }
  return { ...told, shows: { messages: told.page.messages, ...told.shows } };
}

// After a reset the page says hello by itself; any other hello is that of a page that was just opened.
function greets(told, hello, ahead) {
  const own = told.page && ofKind(told.page.sent, "hello");
  if (own?.length > told.asked) {
    told.asked = own.length;
    return assert.equal(own.at(-1).after, hello.after);
  }
  const { head } = ahead.flatMap(({ hear = [] }) => hear).find(({ t }) => t === "welcome") ?? {};
  const after = hello.last ? head - hello.last : hello.after;
  told.page = new Page({ ...hello, after });
  told.asked = 1;
  return assert.deepEqual(told.page.sent, [{ t: "hello", room: ROOM, ...(hello.lang && { lang: hello.lang }), after, epoch: hello.epoch ?? "" }]);
}

// What has an answer is not said again, and nothing else ever under its id; what has none goes out by itself.
async function says({ page, waiting }, frame) {
  if (waiting.has(frame.id)) return page.timers.turn(waiting.get(frame.id) && page.room.outbox.get(frame.id) ? 10_000 : 0);
  waiting.set(frame.id, frame);
  return page.say(frame);
}

// A story may say many things at once; the page says one after the other, and may find itself answered already.
async function hears({ page, waiting, overtaken }, event) {
  if (waiting.has(event.id) && !page.sent.some(({ id }) => id === event.id)) overtaken.add(event.id);
  await page.hear([event]);
}

function typing(page) {
  page.room.typing();
  assert.deepEqual(page.sent.at(-1), { t: "typing", room: ROOM });
}

async function ends({ page, shows }, code) {
  shows.live = page.room.live;
  shows.closed = code;
  await page.lose(code);
  assert.equal(page.room.live, false);
  assert.equal(page.room.status.dataset.state, ENDS[code]);
}

const timely = (event) => (event.retry_after ? { ...event, retry_after: 3 } : event);

/** Whatever went out is what the story says, letter for letter. */
function checkSent({ page, waiting }) {
  for (const frame of page.sent.filter(({ t }) => CHANGES.includes(t))) {
    const { text, ...rest } = waiting.get(frame.id);
    assert.deepEqual(frame, { ...rest, ...(text !== undefined && { text: wellFormed(text) }) });
  }
}

/** What the story's server said of each change: the last word counts. */
function answers({ steps }) {
  const said = steps.flatMap(({ hear = [] }) => hear).filter(({ t, id, room }) => id && room === ROOM && (t === "posted" || t === "error"));
  return new Map(said.map(({ t, id, code }) => [id, t === "posted" ? t : code]));
}

test("there are transcripts to read", () => assert.ok(names.length >= 10));

for (const name of names) {
  const story = JSON.parse(readFileSync(new URL(name, GOLDEN), "utf8"));

  test(`the page ends where the story ends: ${story.about}`, async () => {
    const { page, shows, waiting, overtaken } = await played(story);
    assert.deepEqual(shows, story.shows);
    const sent = page.sent.filter(({ t }) => CHANGES.includes(t)).map(({ id }) => id);
    for (const [id, answer] of answers(story)) {
      if (!waiting.has(id)) continue;
      assert.ok(sent.includes(id) || overtaken.has(id), `${id} never went out`);
      const posted = answer === "posted" || answer === "mismatch";
      assert.equal(page.room.outbox.get(id)?.state, posted ? undefined : "failed", `${id} was answered ${answer}`);
    }
  });

  const hear = story.steps.map((step) => (step.hear ?? []).filter(isEntry)).find(({ length }) => length >= 2);
  for (const [mistake, wrong] of hear ? Object.entries(MISTAKES) : []) {
    test(`the page notices a ${mistake}: ${story.about}`, async () => {
      const page = new Page({ room: ROOM, after: hear[0].seq - 1 });
      await page.hear([{ t: "live", room: ROOM, head: hear[0].seq - 1 }]);
      await page.hear(wrong(hear));
      const asked = ofKind(page.sent, "hello").slice(1);
      if (mistake === "repeat") return assert.deepEqual([asked, page.room.log.head], [[], hear.at(-1).seq]);
      return assert.deepEqual([asked[0].after, page.room.live], [hear[0].seq - 1, false]);
    });
  }
}

const WELCOME = [{ t: "welcome", room: ROOM, epoch: "e1", head: 0, can: ["read", "talk"] }, { t: "live", room: ROOM, head: 0 }];

test("what was on its way when the server stopped goes out again, under its id, at the moment that was told", async () => {
  const page = new Page({ room: ROOM });
  await page.hear(WELCOME);
  assert.equal(page.words, "Live");
  const frame = { t: "post", id: "00000000-0000-4000-8000-000000000101", text: "Ще раз?", lang: "uk" };
  await page.say(frame);
  assert.equal(ofKind(page.sent, "post").length, 1);
  await page.hear([{ t: "restart", retry_after: 2 }]);
  await page.lose(1012);
  assert.equal(page.words, "Offline");
  page.timers.turn(1_999);
  assert.equal(page.sockets.length, 1);
  page.timers.turn(1);
  assert.equal(page.sockets.length, 2);
  page.opens();
  assert.equal(page.words, "Catching up");
  await page.hear(WELCOME);
  assert.deepEqual(ofKind(page.sent, "post"), [frame, frame].map((post) => ({ ...post, room: ROOM })));
});
