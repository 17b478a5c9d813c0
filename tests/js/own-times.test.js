import assert from "node:assert/strict";
import { test } from "node:test";

import { ownTimes } from "../../static/js/own-times.js";

const STARTS = new Date("2027-03-29T07:00:00Z");
const ENDS = new Date("2027-03-29T08:30:00Z");

test("hours, day and offset of the device's zone", () => {
  const words = ownTimes(STARTS, ENDS, "Europe/Warsaw", ["Europe/Kyiv"], "uk");
  assert.equal(words.hours, "09:00–10:30");
  assert.equal(words.zone, "UTC+2");
  assert.match(words.day, /понеділок/);
});

test("nothing when the device is where a shown row is, or keeps the same hours", () => {
  assert.equal(ownTimes(STARTS, ENDS, "Europe/Kyiv", ["Europe/Kyiv", "Europe/Warsaw"], "en"), null);
  assert.equal(ownTimes(STARTS, ENDS, "Europe/Riga", ["Europe/Kyiv"], "en"), null);
});

test("the day is the device's own", () => {
  const words = ownTimes(new Date("2026-12-31T23:30:00Z"), new Date("2027-01-01T00:30:00Z"), "Europe/Kyiv", ["America/New_York"], "en");
  assert.equal(words.hours, "01:30–02:30");
  assert.match(words.day, /1 January/);
});
