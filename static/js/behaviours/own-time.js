/*
 * The row of a visit's times for the place where the reader's device is, when no other row says it already.
 * data-starts and data-ends are instants; data-zones lists the zones that are shown; [data-own-hours], [data-own-day]
 * and [data-own-zone] take the words.
 */

import { ownTimes } from "../own-times.js";

export default function ownTime(row) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { starts, ends, zones } = row.dataset;
  const words = ownTimes(new Date(starts), new Date(ends), zone, zones.split(" "), document.documentElement.lang);
  if (!words) return;
  row.querySelector("[data-own-hours]").textContent = words.hours;
  row.querySelector("[data-own-day]").textContent = words.day;
  row.querySelector("[data-own-zone]").textContent = words.zone;
  row.hidden = false;
}
