import assert from "node:assert/strict";
import { test } from "node:test";

import { begun, completed, meant } from "../../static/js/mentions.js";

const PEOPLE = ["Надія Коваленко", "Olena Koval", "Олена Коваль", "Мар’яна Дзюба"].map((name, id) => ({ id: String(id), name }));
const names = (typed) => meant(PEOPLE, typed).map(({ name }) => name);

test("a name begins behind an @ that does not stand inside a word", () => {
  assert.deepEqual(begun("вітаю, @Оле", 11), { at: 7, typed: "Оле" });
  assert.deepEqual(begun("@", 1), { at: 0, typed: "" });
  assert.deepEqual(begun("@Олена Ко", 9), { at: 0, typed: "Олена Ко" });
  assert.equal(begun("info@example", 12), null);
  assert.equal(begun("@Олена Коваль, так", 18), null);
});

test("whoever's name begins so comes before whoever's surname does", () => {
  assert.deepEqual(names("ол"), ["Олена Коваль"]);
  assert.deepEqual(names("Кова"), ["Надія Коваленко", "Олена Коваль"]);
  assert.deepEqual(names("мар'"), ["Мар’яна Дзюба"]);
  assert.equal(names("").length, 4);
  assert.deepEqual(names("xyz"), []);
});

test("the whole name takes the place of its beginning", () => {
  assert.deepEqual(completed("так, @оле і всі", { at: 5, typed: "оле" }, "Олена Коваль"), { text: "так, @Олена Коваль і всі", caret: 19 });
  assert.deepEqual(completed("@о", { at: 0, typed: "о" }, "Олена Коваль"), { text: "@Олена Коваль ", caret: 14 });
});
