/* How much has been typed, shown once it comes near the limit. data-counter-limit, data-counter-output (an id). */

import { intlLocale } from "../relative.js";
import { codePoints } from "../text.js";

const SHOWN_FROM = 0.75;

export default function counter(field) {
  const limit = Number(field.dataset.counterLimit);
  const output = document.getElementById(field.dataset.counterOutput);
  const number = output.querySelector("[data-counter-number]");
  const written = new Intl.NumberFormat(intlLocale(document.documentElement.lang));

  const count = () => {
    const length = codePoints(field.value);
    output.hidden = length < limit * SHOWN_FROM;
    output.toggleAttribute("data-over", length > limit);
    number.textContent = written.format(length);
  };
  field.addEventListener("input", count);
  count();
}
