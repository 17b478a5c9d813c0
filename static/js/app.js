/* Gives life to elements that ask for it: data-behaviour="draft counter" loads ./behaviours/draft.js and counter.js. */

import { attach } from "./attach.js";
import { browserDrafts } from "./drafts.js";

document.documentElement.classList.add("js");
browserDrafts().settle(document.querySelector("[data-notice]") !== null);
attach(document);
