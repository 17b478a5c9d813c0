/* Names behind an @ sign: what is being typed, whom it may mean, and the text with the name put in. */

const BEGUN = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}'’-]*(?: [\p{L}\p{N}'’-]*)?)$/u;
const MOST = 5;

/** The name that is being typed at the caret: where its @ stands and what of it is there; null when none is. */
export function begun(text, caret) {
  const found = BEGUN.exec(text.slice(0, caret));
  return found ? { at: caret - found[1].length - 1, typed: found[1] } : null;
}

/** The people whom a beginning may mean: any word of the name begins with it; those first whose name does. */
export function meant(people, typed) {
  const wanted = plain(typed);
  const rank = ({ name }) => (plain(name).startsWith(wanted) ? 0 : plain(name).split(" ").some((word) => word.startsWith(wanted)) ? 1 : 2);
  return people
    .map((person, place) => ({ person, place, rank: rank(person) }))
    .filter((each) => each.rank < 2)
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .slice(0, MOST)
    .map(({ person }) => person);
}

/** The text with a whole name in place of its beginning, and where the caret goes. */
export function completed(text, { at, typed }, name) {
  const after = text.slice(at + 1 + typed.length);
  const start = `${text.slice(0, at)}@${name}${after.startsWith(" ") ? "" : " "}`;
  return { text: start + after, caret: start.length + (after.startsWith(" ") ? 1 : 0) };
}

const plain = (name) => name.toLocaleLowerCase().replaceAll("'", "’");
