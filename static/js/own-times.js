/* A span of time as it reads in the device's own zone. */

import { intlLocale } from "./relative.js";

/**
 * The hours, day and zone to show, or null when a zone that is shown already has the same hours.
 *
 * @param {Date} starts @param {Date} ends
 * @param {string} zone IANA name of the device's zone
 * @param {string[]} shown IANA names already on the page
 */
export function ownTimes(starts, ends, zone, shown, lang) {
  const locale = intlLocale(lang);
  const day = (date, timeZone) => new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone }).format(date);
  const hour = (date, timeZone) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(date);
  const hours = (timeZone) => `${hour(starts, timeZone)}–${hour(ends, timeZone)}`;
  const same = (other) => hours(other) === hours(zone) && day(starts, other) === day(starts, zone);

  if (!zone || shown.filter(Boolean).some(same)) return null;
  return { hours: hours(zone), day: day(starts, zone), zone: offsetOf(starts, zone, locale) };
}

function offsetOf(date, timeZone, locale) {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "shortOffset" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName").value.replace("GMT", "UTC");
}
