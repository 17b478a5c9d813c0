import assert from "node:assert/strict";
import { test } from "node:test";

import { appended, codePoints, quoted } from "../../static/js/text.js";

test("characters count as the server counts them", () => {
  assert.equal(codePoints("Їжак"), 4);
  assert.equal(codePoints("и\u0306"), 1);
  assert.equal(codePoints("👍🏽"), 2);
  assert.equal(codePoints("a\r\nb"), 3);
});

test("every line of a quote is marked", () => {
  assert.equal(quoted("\nперший рядок  \n\nтретій\n"), "> перший рядок\n>\n> третій");
});

test("a quote follows what is written, with room below", () => {
  assert.equal(appended("", "> a"), "> a\n\n");
  assert.equal(appended("Dzień dobry,\n", "> a"), "Dzień dobry,\n\n> a\n\n");
});
