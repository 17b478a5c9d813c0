/* Takes the focus when the page opens, so that a screen reader starts at what went wrong. */

export default function focus(element) {
  element.focus({ preventScroll: false });
}
