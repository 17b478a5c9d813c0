/* Small things about texts that several behaviours share. */

/** Characters as the server counts them: code points after NFC, line ends as one. */
export const codePoints = (text) => [...text.normalize("NFC").replaceAll("\r\n", "\n")].length;

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
