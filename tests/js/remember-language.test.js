import assert from "node:assert/strict";
import { test } from "node:test";

import rememberLanguage from "../../static/js/behaviours/remember-language.js";

function switched(link) {
  const sent = [];
  const languages = new EventTarget();
  languages.dataset = { remember: "/language" };
  rememberLanguage(languages, async (address, options) => {
    sent.push({ address, ...options, body: String(options.body) });
    throw new Error("no network");
  });
  const click = new Event("click", { cancelable: true });
  Object.defineProperty(click, "target", { value: { closest: () => link } });
  languages.dispatchEvent(click);
  return { sent, click };
}

test("a language that is switched to is sent in the background, and its link is followed", () => {
  const { sent, click } = switched({ hreflang: "pl" });
  assert.deepEqual(sent, [{ address: "/language", method: "POST", body: "lang=pl", keepalive: true, redirect: "manual" }]);
  assert.equal(click.defaultPrevented, false);
});

test("a click beside the links says nothing", () => {
  assert.deepEqual(switched(null).sent, []);
});
