import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection } from "../../../static/js/room/connection.js";
import { Timers } from "./timers.js";

function world({ random = () => 0.5 } = {}) {
  const timers = new Timers();
  const seen = { sockets: [], events: [], states: [], hopeless: 0, online: true };
  const open = (url, protocol) => {
    const socket = { url, protocol, readyState: 0, sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: () => (socket.readyState = 3) };
    seen.sockets.push(socket);
    return socket;
  };
  const connection = new Connection(
    "ws://here/ws",
    {
      hello: () => ({ t: "hello", room: "r1", after: 3, epoch: "e1" }),
      onEvent: (event) => seen.events.push(event),
      onState: (state) => seen.states.push(state),
      onHopeless: () => (seen.hopeless += 1),
    },
    { open, random, online: () => seen.online, now: timers.now, setTimeout: timers.setTimeout, clearTimeout: timers.clearTimeout },
  );
  const opened = () => {
    const socket = seen.sockets.at(-1);
    socket.readyState = 1;
    socket.onopen();
    return socket;
  };
  return { connection, timers, seen, opened };
}

test("it offers the subprotocol and says hello with what it has seen", () => {
  const { connection, seen, opened } = world();
  connection.start();
  const socket = opened();
  assert.equal(socket.protocol, "mosty.v1");
  assert.deepEqual(socket.sent, [{ t: "hello", room: "r1", after: 3, epoch: "e1" }]);
  assert.deepEqual(seen.states, ["connecting", "catching-up"]);
});

test("a frame is an array of events", () => {
  const { connection, seen, opened } = world();
  connection.start();
  opened().onmessage({ data: '[{"t":"pong"},{"t":"live"},{"t":"entry","seq":4}]' });
  assert.deepEqual(seen.events.map(({ t }) => t), ["live", "entry"]);
});

test("r9 half open: it beats after twenty seconds of silence and is offline within thirty-five", () => {
  const { connection, seen, timers, opened } = world();
  connection.start();
  const socket = opened();
  timers.turn(20_000);
  assert.deepEqual(socket.sent.at(-1), { t: "ping" });
  timers.turn(14_999);
  assert.equal(seen.states.at(-1), "offline");
  assert.equal(socket.readyState, 3);
});

test("a pong keeps it alive", () => {
  const { connection, seen, timers, opened } = world();
  connection.start();
  const socket = opened();
  for (let turn = 0; turn < 10; turn += 1) {
    timers.turn(20_000);
    socket.onmessage({ data: '[{"t":"pong"}]' });
  }
  assert.equal(seen.states.at(-1), "catching-up");
});

test("r9 half open: a stalled handshake is given up too", () => {
  const { connection, seen, timers } = world();
  connection.start();
  timers.turn(35_000);
  assert.ok(seen.states.includes("offline"));
});

test("after an abnormal end it comes back within eight seconds, after a restart not before it was told to", () => {
  for (const [code, told] of [[1006, 0], [1012, 2]]) {
    const { connection, seen, timers, opened } = world();
    connection.start();
    const socket = opened();
    if (told) socket.onmessage({ data: `[{"t":"restart","retry_after":${told}}]` });
    socket.onclose({ code });
    timers.turn(told * 1000 + 3_999);
    assert.equal(seen.sockets.length, 1);
    timers.turn(2);
    assert.equal(seen.sockets.length, 2);
  }
});

test("signed out, banned, gone or displaced: it does not come back by itself", () => {
  for (const [code, state] of [[4401, "ended"], [4403, "gone"], [4404, "gone"], [4409, "crowded"]]) {
    const { connection, seen, timers, opened } = world();
    connection.start();
    opened().onclose({ code });
    timers.turn(3_600_000);
    connection.online();
    assert.equal(seen.sockets.length, 1);
    assert.equal(seen.states.at(-1), state);
  }
});

test("too slow means: resume at once", () => {
  const { connection, seen, timers, opened } = world();
  connection.start();
  opened().onclose({ code: 4430 });
  timers.turn(1);
  assert.equal(seen.sockets.length, 2);
});

test("where no WebSocket can be had it says so, and goes on trying", () => {
  const { connection, seen, timers } = world();
  connection.start();
  for (let turn = 0; turn < 4; turn += 1) {
    seen.sockets.at(-1).onclose({ code: 1006 });
    timers.turn(60_000);
  }
  assert.ok(seen.hopeless >= 1);
  assert.ok(seen.sockets.length > 3);
});

test("a socket that opens and is closed without a word is none: who finds no place goes on without", () => {
  const { connection, seen, timers, opened } = world();
  connection.start();
  for (let turn = 0; turn < 3; turn += 1) {
    opened().onclose({ code: 4429 });
    timers.turn(4_001);
  }
  assert.equal(seen.hopeless, 1);
  opened().onmessage({ data: '[{"t":"pong"}]' });
  seen.sockets.at(-1).onclose({ code: 1006 });
  assert.equal(seen.hopeless, 1);
});

test("nothing is sent while there is no line, and the caller is told", () => {
  const { connection, opened } = world();
  connection.start();
  assert.equal(connection.send({ t: "typing" }), false);
  opened();
  assert.equal(connection.send({ t: "typing" }), true);
});

test("a browser without WebSockets says so at once", () => {
  const seen = { hopeless: 0 };
  const says = { hello: () => ({}), onEvent() {}, onState() {}, onHopeless: () => (seen.hopeless += 1) };
  const open = () => {
    throw new ReferenceError("WebSocket is not defined");
  };
  new Connection("ws://here/ws", says, { open, now: () => 0, setTimeout: () => 0, clearTimeout() {} }).start();
  assert.equal(seen.hopeless, 1);
});

test("the browser's own word that the network is back is followed at once", () => {
  const { connection, seen, opened } = world();
  connection.start();
  opened().onclose({ code: 1006 });
  connection.online();
  assert.equal(seen.sockets.length, 2);
});

test("a line that the browser knows to be cut says nothing about WebSockets", () => {
  const { connection, seen, timers } = world();
  seen.online = false;
  connection.start();
  for (let turn = 0; turn < 6; turn += 1) {
    seen.sockets.at(-1).onclose({ code: 1006 });
    timers.turn(16_000);
  }
  assert.equal(seen.hopeless, 0);
});
