/* Gives life to elements that ask for it: <… data-behaviour="draft counter"> loads ./behaviours/draft.js and counter.js. */

import { attach } from "./attach.js";

document.documentElement.classList.add("js");
attach(document);
