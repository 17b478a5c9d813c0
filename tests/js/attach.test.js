import assert from "node:assert/strict";
import { test } from "node:test";

import { attach } from "../../static/js/attach.js";

const element = (behaviour) => ({ dataset: { behaviour } });
const page = (...elements) => ({ querySelectorAll: () => elements });

function recorder() {
  const started = [];
  const loader = async (name) => ({ default: (target) => started.push([name, target]) });
  return { started, loader };
}

test("each element gets each behaviour it names, once", async () => {
  const { started, loader } = recorder();
  const area = element("draft  counter");
  await attach(page(area), loader);
  await attach(page(area), loader);
  assert.deepEqual(started, [["draft", area], ["counter", area]]);
});

test("one that fails spares the others", async (context) => {
  const { started, loader } = recorder();
  const reported = context.mock.method(console, "error", () => {});
  const failing = async (name) => {
    if (name === "broken") throw new Error("no such module");
    return loader(name);
  };
  await attach(page(element("broken"), element("ago")), failing);
  assert.equal(started.length, 1);
  assert.equal(reported.mock.callCount(), 1);
});

test("a name that is a path is never loaded", async () => {
  const { started, loader } = recorder();
  await attach(page(element("../../evil https://evil.example/x")), loader);
  assert.deepEqual(started, []);
});

test("the root itself may ask", async () => {
  const { started, loader } = recorder();
  const root = { ...page(), ...element("menu") };
  await attach(root, loader);
  assert.equal(started[0][0], "menu");
});
