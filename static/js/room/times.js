/* Times as the page writes them: in its language and in the person's zone. */

import { intlLocale } from "../relative.js";

export class Times {
  constructor(lang, zone) {
    const locale = intlLocale(lang);
    this.clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
    this.full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone });
    this.date = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: zone });
  }

  time(iso) {
    return this.clock.format(new Date(iso));
  }

  moment(iso) {
    return this.full.format(new Date(iso));
  }

  day(iso) {
    return this.date.format(new Date(iso));
  }
}
