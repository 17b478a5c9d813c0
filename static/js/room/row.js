/* One row of the talk: a copy of the page's template, filled. */

import { fillAvatar, fillHtml, part, stamp, stampAll } from "./parts.js";

const TOGETHER_MS = 5 * 60 * 1000;
const QUOTE_LENGTH = 120;

export class Rows {
  /** @param {Element} root the talk @param {import("./times.js").Times} times @param {{account: string, page: string, here: string}} about */
  constructor(root, times, about) {
    this.root = root;
    this.times = times;
    this.about = about;
  }

  /** A row for an entry of the log. */
  said(entry, before) {
    const row = stamp(this.root, "entry");
    const own = Boolean(this.about.account) && entry.author?.id === this.about.account;
    row.id = `e-${entry.seq}`;
    Object.assign(row.dataset, { seq: entry.seq, author: entry.author?.id ?? "", at: entry.at });
    this.#fill(row, { name: entry.author?.name ?? "", role: entry.author?.role, at: entry.at, lang: entry.lang });
    row.classList.toggle("entry--own", own);
    row.classList.toggle("entry--follows", follows(before, entry));
    fillHtml(part(row, "text"), entry.html ?? "");
    if (entry.text === "") this.gone(row, "author");
    if (entry.reply_to) this.#quote(row, entry.reply_to);
    this.#actions(row, own);
    return row;
  }

  /** A row for something that is on its way. */
  mine(item, name) {
    const row = stamp(this.root, "entry");
    row.dataset.outbox = item.id;
    this.#fill(row, { name, at: new Date(item.at).toISOString(), lang: item.lang });
    row.classList.add("entry--own");
    part(row, "text").textContent = item.text;
    if (item.reply_to) this.#quote(row, item.reply_to);
    part(row, "actions").hidden = true;
    this.state(row, item);
    return row;
  }

  /** Says in words what became of something on its way. */
  state(row, { state, code }) {
    const line = part(row, "state");
    const failed = state === "failed" || state === "asking";
    line.hidden = false;
    line.textContent = line.dataset[state];
    line.title = code ?? "";
    row.classList.toggle("entry--sending", !failed);
    row.classList.toggle("entry--failed", failed);
    part(row, "choices").hidden = !failed;
  }

  edited(row, entry) {
    const text = part(row, "text");
    fillHtml(text, entry.html ?? "");
    text.hidden = false;
    if (entry.lang) text.lang = entry.lang;
    row.classList.remove("entry--removed");
    part(row, "gone-author").hidden = part(row, "gone-moderator").hidden = true;
    part(row, "edited").hidden = entry.kind !== "edited";
    part(row, "actions").hidden = false;
  }

  /** The words are gone for everybody; their place stays. */
  gone(row, by) {
    const text = part(row, "text");
    text.replaceChildren();
    text.hidden = true;
    row.classList.add("entry--removed");
    part(row, "gone-author").hidden = by !== "author";
    part(row, "gone-moderator").hidden = by !== "moderator";
    part(row, "edited").hidden = true;
    part(row, "actions").hidden = true;
  }

  #fill(row, { name, role, at, lang }) {
    fillAvatar(part(row, "avatar"), name);
    part(row, "author").textContent = name;
    part(row, "about").textContent = part(row, "about").textContent.trimEnd() + ` ${name}`;
    part(row, "role").replaceChildren(...(role ? stampAll(this.root, `role-${role}`) : []));
    part(row, "lang").replaceChildren(...(lang ? stampAll(this.root, `lang-${lang}`) : []));
    if (lang) part(row, "text").lang = lang;
    const time = part(row, "time");
    time.dateTime = at;
    time.textContent = this.times.time(at);
  }

  #quote(row, seq) {
    const answered = this.root.querySelector(`#e-${seq}`);
    if (!answered || answered.classList.contains("entry--removed")) return;
    const text = part(answered, "text").textContent.replace(/\s+/g, " ").trim();
    part(row, "quote").hidden = false;
    part(row, "quote-link").href = `#e-${seq}`;
    part(row, "quote-name").textContent = part(answered, "author").textContent;
    part(row, "quote-text").textContent = text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text;
    part(row, "quote-text").lang = part(answered, "text").lang;
  }

  #actions(row, own) {
    const page = `${this.about.page}${row.dataset.seq}?next=${encodeURIComponent(this.about.here)}`;
    for (const link of row.querySelectorAll("a[data-action]")) {
      link.href = `${page}#${link.dataset.action}`;
      if (link.dataset.action !== "reply") link.hidden = !own && link.dataset.action !== "order";
    }
  }
}

function follows(before, entry) {
  if (!before?.dataset.seq || before.classList.contains("entry--system") || !entry.author) return false;
  const close = new Date(entry.at) - new Date(before.dataset.at) < TOGETHER_MS;
  return close && before.dataset.author === entry.author.id;
}
