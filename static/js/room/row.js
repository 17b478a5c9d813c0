/* One row of the talk: a copy of the page's template, filled. */

import { fillAvatar, fillHtml, part, plainText, stamp, stampAll, words } from "./parts.js";

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
    this.#mention(row, entry);
    if (entry.text === "") this.gone(row, "author");
    if (entry.reply_to) this.#quote(row, entry.reply_to);
    this.#actions(row, own);
    return row;
  }

  /** A row for what the room itself says; null for a kind without words. Some say something else for each number. */
  sentence({ kind, seconds, author, seq, at }) {
    const row = stamp(this.root, seconds === undefined ? kind : `${kind}-${seconds}`);
    if (!row) return null;
    row.textContent = words(row.textContent, { name: author?.name ?? "" });
    row.id = `e-${seq}`;
    Object.assign(row.dataset, { seq, at });
    return row;
  }

  /** A line between two days. */
  day(iso, text) {
    const line = stamp(this.root, "day");
    line.firstElementChild.dateTime = iso;
    line.firstElementChild.textContent = text;
    return line;
  }

  /** A row for something that is on its way. */
  mine(item, name) {
    const row = stamp(this.root, "entry");
    row.dataset.outbox = item.id;
    this.#fill(row, { name, at: new Date(item.at).toISOString(), lang: item.lang });
    row.classList.add("entry--own");
    part(row, "text").textContent = item.t === "remove" ? part(row, "state").dataset.withdrawal : item.text;
    row.querySelector('[data-action="again"]').hidden = item.t === "remove";
    part(row, "edited").hidden = item.t !== "edit";
    if (item.reply_to) this.#quote(row, item.reply_to);
    part(row, "actions").hidden = true;
    this.state(row, item);
    return row;
  }

  /** Says in words what became of something on its way. */
  state(row, { state, code }) {
    const line = part(row, "state");
    const failed = state === "failed" || state === "asking";
    const why = state === "failed" && part(this.root, "refused")?.dataset[code];
    line.hidden = false;
    line.textContent = why ? `${line.dataset.failed}. ${why}` : line.dataset[state];
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
    if (entry.kind === "edited") this.wasEdited(row);
    part(row, "edited").hidden = !row.hasAttribute("data-edited");
    this.#mention(row, entry);
    part(row, "actions").hidden = false;
  }

  /** What is shown again after a while is marked as it was before. */
  wasEdited(row) {
    row?.setAttribute("data-edited", "");
  }

  /** The words are gone for everybody; their place stays. */
  gone(row, by) {
    const text = part(row, "text");
    text.replaceChildren();
    text.hidden = true;
    row.classList.add("entry--removed");
    this.#mention(row, {});
    part(row, "gone-author").hidden = by !== "author";
    part(row, "gone-moderator").hidden = by !== "moderator";
    part(row, "edited").hidden = true;
    part(row, "actions").hidden = true;
  }

  /** What other rows quote of a message changes, and goes, with the message. */
  requote({ type, of, entry }) {
    for (const quote of this.root.querySelectorAll(`[data-quotes="${of}"]`)) {
      if (part(quote, "quote-name").textContent === "") continue;
      this.#cite(quote, type === "edit" ? plainText(entry.html ?? "") : "", entry.lang);
    }
  }

  #mention(row, { mentions = [] }) {
    const mine = mentions.includes(this.about.account);
    row.classList.toggle("entry--highlighted", mine);
    part(row, "mention").hidden = !mine;
  }

  #fill(row, { name, role, at, lang }) {
    fillAvatar(part(row, "avatar"), name);
    part(row, "author").textContent = name;
    const reply = part(row, "reply");
    reply.setAttribute("aria-label", words(reply.getAttribute("aria-label"), { name }));
    part(row, "role").replaceChildren(...(role ? stampAll(this.root, `role-${role}`) : []));
    part(row, "lang").replaceChildren(...(lang ? stampAll(this.root, `lang-${lang}`) : []));
    if (lang) part(row, "text").lang = lang;
    const time = part(row, "time");
    time.dateTime = at;
    time.textContent = this.times.time(at);
  }

  #quote(row, seq) {
    const answered = this.root.querySelector(`#e-${seq}`);
    const quote = part(row, "quote");
    quote.hidden = false;
    quote.dataset.quotes = seq;
    part(row, "quote-link").href = answered ? `#e-${seq}` : this.#link(seq);
    if (!answered) {
      part(row, "quote-text").textContent = part(row, "state").dataset.earlier;
      return;
    }
    part(quote, "quote-name").textContent = part(answered, "author").textContent;
    this.#cite(quote, part(answered, "text").textContent, part(answered, "text").lang);
  }

  #cite(quote, said, lang) {
    const text = said.replace(/\s+/g, " ").trim();
    const cited = part(quote, "quote-text");
    cited.textContent = text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}…` : text;
    if (lang) cited.lang = lang;
  }

  // An address that shows the message among its neighbours, with scripts or without.
  #link(seq) {
    return `${this.about.here}?at=${seq}#e-${seq}`;
  }

  #actions(row, own) {
    part(row, "link").href = this.#link(row.dataset.seq);
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
