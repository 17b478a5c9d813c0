/* Small things about texts that several behaviours share. */

/** Characters as the server counts them: code points after NFC, line ends as one. */
export const codePoints = (text) => [...text.normalize("NFC").replaceAll("\r\n", "\n")].length;

/** The text as it travels: composed (NFC), and no half of a character, of which JSON for the server would be none. */
export const wellFormed = (text) => text.normalize("NFC").replace(/\p{Surrogate}/gu, "\ufffd");

/** A Markdown quote of a text, each line marked, empty lines at the ends left away. */
export function quoted(text) {
  const lines = text.trim().split("\n").map((line) => line.trimEnd());
  return lines.map((line) => (line ? `> ${line}` : ">")).join("\n");
}

/** What stands before, then the addition as a paragraph of its own, with room to go on writing. */
export function appended(before, addition) {
  const start = before.trimEnd();
  return `${start}${start ? "\n\n" : ""}${addition}\n\n`;
}
