import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { RoomLog } from "../../../static/js/room/log.js";

const GOLDEN = new URL("../../golden/", import.meta.url);
const ROOM = "lutsk";
const names = readdirSync(GOLDEN).filter((name) => name.endsWith(".json"));

/** Plays what a socket heard to the page's log; what a reader would have on the screen. */
function shown({ steps }) {
  const messages = new Map();
  let log = null;
  let hello = {};
  let live = false;
  for (const { say, hear = [] } of steps) {
    if (say?.t === "hello" && say.room === ROOM) {
      hello = say;
      log ??= new RoomLog({ epoch: say.epoch ?? "", head: say.after ?? 0 });
    }
    for (const event of hear.filter(({ room = ROOM }) => room === ROOM)) {
      if (event.t === "welcome") {
        log.epoch = event.epoch;
        if (hello.last) log.head = Math.max(0, event.head - hello.last);
      } else if (event.t === "reset") {
        log.reset(event.epoch);
        messages.clear();
        live = false;
      } else if (event.t === "live") live = true;
      else if (event.t === "entry") change(messages, log.apply(event));
    }
  }
  return { live, messages: [...messages].filter(([, text]) => text !== "").sort(([one], [other]) => one - other) };
}

function change(messages, { type, entry, of }) {
  assert.notEqual(type, "gap", `a hole before ${entry.seq}`);
  if (type === "add") messages.set(entry.seq, entry.text);
  if (type === "edit") messages.set(of, entry.text);
  if (type === "remove") messages.delete(of);
}

test("there are transcripts to read", () => assert.ok(names.length >= 10));

for (const name of names) {
  const story = JSON.parse(readFileSync(new URL(name, GOLDEN), "utf8"));
  test(`the page ends where the story ends: ${story.about}`, () => {
    const { messages, live } = story.shows;
    assert.deepEqual(shown(story), { live, messages });
  });
}
