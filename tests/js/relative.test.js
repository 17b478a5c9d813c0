import assert from "node:assert/strict";
import { test } from "node:test";

import { relative } from "../../static/js/relative.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ago = (span, lang) => relative(0, span, lang);

test("just now, also when the reader's clock is behind", () => {
  assert.equal(ago(10_000, "en"), "now");
  assert.equal(relative(5 * MINUTE, 0, "en"), "now");
  assert.equal(ago(10_000, "uk"), "зараз");
  assert.equal(ago(10_000, "pl"), "teraz");
});

test("r12 clock jump: three hours wrong on the reader's side, nothing is ever in the future", () => {
  for (const wrong of [-3 * HOUR, 3 * HOUR]) {
    for (const age of [0, MINUTE, 5 * HOUR, 40 * DAY]) {
      const said = relative(0, age + wrong, "en");
      assert.doesNotMatch(said, /^in |-/);
      assert.match(said, / ago$|^now$/);
    }
  }
});

test("plural forms of Ukrainian and Polish", () => {
  assert.equal(ago(1 * MINUTE, "uk"), "1 хвилину тому");
  assert.equal(ago(2 * MINUTE, "uk"), "2 хвилини тому");
  assert.equal(ago(5 * MINUTE, "uk"), "5 хвилин тому");
  assert.equal(ago(21 * MINUTE, "uk"), "21 хвилину тому");
  assert.equal(ago(21 * MINUTE, "pl"), "21 minut temu");
  assert.equal(ago(22 * MINUTE, "pl"), "22 minuty temu");
});

test("units grow with the span", () => {
  assert.equal(ago(59 * 1000, "en"), "1 minute ago");
  assert.equal(ago(3 * HOUR, "en"), "3 hours ago");
  assert.equal(ago(6 * DAY, "en"), "6 days ago");
  assert.equal(ago(8 * DAY, "en"), "1 week ago");
  assert.equal(ago(31 * DAY, "en"), "1 month ago");
  assert.equal(ago(800 * DAY, "en"), "2 years ago");
});
