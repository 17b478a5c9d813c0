/* Gives life to elements that ask for it: data-behaviour="draft counter" loads ./behaviours/draft.js and counter.js. */

import { attach } from "./attach.js";
import { keptDrafts } from "./kept-drafts.js";

document.documentElement.classList.add("js");
keptDrafts();
attach(document);
