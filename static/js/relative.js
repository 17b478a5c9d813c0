/* "5 minutes ago" in the page's language. */

const STEPS = [
  ["second", 45],
  ["minute", 60 * 60],
  ["hour", 24 * 60 * 60],
  ["day", 7 * 24 * 60 * 60],
  ["week", 30 * 24 * 60 * 60],
  ["month", 365 * 24 * 60 * 60],
  ["year", Infinity],
];
const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800, month: 2629800, year: 31557600 };

/** The page's language as Intl wants it: British dates for English. */
export const intlLocale = (lang) => (lang === "en" ? "en-GB" : lang);

/**
 * @param {number} then milliseconds since 1970
 * @param {number} now the same; a clock behind `then` counts as equal to it, so nothing is ever "in 3 minutes"
 */
export function relative(then, now, lang) {
  const seconds = Math.max(0, (now - then) / 1000);
  const [unit] = STEPS.find(([, limit]) => seconds < limit);
  const amount = unit === "second" ? 0 : Math.max(1, Math.floor(seconds / SECONDS[unit]));
  const numeric = unit === "second" ? "auto" : "always";
  return new Intl.RelativeTimeFormat(intlLocale(lang), { numeric }).format(-amount, unit);
}
