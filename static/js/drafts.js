/*
 * Keeps what somebody types until it has safely reached the server.
 *
 * A draft is written while typing and marked when its form is sent. The mark alone deletes nothing: the answer may
 * never come. The next page that loads tells: a notice on it says that the sending worked and the draft goes,
 * otherwise the mark goes and the draft stays.
 */

const PREFIX = "mosty:draft:";
const MAX_AGE_MS = 60 * 24 * 60 * 60 * 1000;

export class Drafts {
  /** Called with a key and its draft, or null, after each change; see kept-drafts.js. */
  onChange = () => {};

  /** @param {Storage} storage @param {() => number} now milliseconds since 1970 */
  constructor(storage, now = Date.now) {
    this.storage = storage;
    this.now = now;
  }

  /** The draft as { text, about, at, sent }, or null. */
  entry(key) {
    return this.#get(PREFIX + key);
  }

  /** Keeps a draft as it was kept elsewhere, unless there is a newer one. */
  restore(key, draft) {
    const here = this.entry(key);
    if (!here || here.at < draft.at) this.#try(() => this.storage.setItem(PREFIX + key, JSON.stringify(draft)));
  }

  /** The kept text, or null. */
  read(key) {
    return this.#get(PREFIX + key)?.text ?? null;
  }

  /** What was kept beside the text; null where no text is. */
  about(key) {
    return this.#get(PREFIX + key)?.about ?? null;
  }

  /** Keeps a text, and what it is about; an empty one removes the draft. A full or forbidden storage is not an error of the writer. */
  write(key, text, about = null) {
    if (!text.trim()) return this.remove(key);
    this.#set(PREFIX + key, { text, about, at: this.now(), sent: false });
  }

  remove(key) {
    this.#try(() => this.storage.removeItem(PREFIX + key));
    this.onChange(key, null);
  }

  /** The form with this draft is on its way. */
  sent(key) {
    const draft = this.#get(PREFIX + key);
    if (draft) this.#set(PREFIX + key, { ...draft, sent: true });
  }

  /** A page has loaded: drop what arrived, unmark what did not, forget what nobody came back for. */
  settle(arrived) {
    for (const name of this.#names()) {
      const draft = this.#get(name);
      if (!draft || (draft.sent && arrived) || this.now() - draft.at > MAX_AGE_MS) {
        this.remove(name.slice(PREFIX.length));
      } else if (draft.sent) {
        this.#set(name, { ...draft, sent: false });
      }
    }
  }

  #names() {
    const names = this.#try(() => Array.from({ length: this.storage.length }, (_, place) => this.storage.key(place)));
    return (names ?? []).filter((name) => name?.startsWith(PREFIX));
  }

  #get(name) {
    return this.#try(() => JSON.parse(this.storage.getItem(name)));
  }

  #set(name, draft) {
    this.#try(() => this.storage.setItem(name, JSON.stringify(draft)));
    this.onChange(name.slice(PREFIX.length), draft);
  }

  // Private windows and strict settings throw on any touch of the storage.
  #try(work) {
    try {
      return work();
    } catch {
      return null;
    }
  }
}

/** This browser's drafts; where the very property throws, drafts that keep nothing. */
export function browserDrafts() {
  try {
    return new Drafts(globalThis.localStorage);
  } catch {
    return new Drafts(null);
  }
}
