/* Whether one may write here, as the room and its hosts change their minds; why not is said in the composer's place. */

const ASK_AGAIN_MS = 20_000;
// What concerns this person alone: nobody tells when it ends early.
const PERSONAL = ["muted", "reading"];

/** Whether the page was drawn for somebody who may do less, or more, than is allowed now. */
export const outdated = (drawn, can, canWrite) =>
  ["host", "moderate"].some((right) => drawn.includes(right) !== can.includes(right)) || (can.includes("talk") && !canWrite);

export class Rights {
  #asking = null;

  /** @param {import("./composer.js").Composer|null} composer null for those who can never write here @param {() => void} askAgain */
  constructor(composer, askAgain) {
    this.composer = composer;
    this.askAgain = askAgain;
  }

  open() {
    clearTimeout(this.#asking);
    this.#asking = null;
    this.composer?.allow(true);
  }

  /** @param {string} code muted, read_only, or reading where the reason is not known @param {string} [until] in words */
  close(code, until) {
    clearTimeout(this.#asking);
    this.#asking = PERSONAL.includes(code) ? setTimeout(() => this.askAgain(), ASK_AGAIN_MS) : null;
    this.composer?.close(code, until);
  }

  /** What the server says on entering. Why not was said when it began, or is in the entries that follow. */
  entered(mayTalk) {
    if (mayTalk) this.open();
    else if (this.#asking) this.close("muted");
    else if (this.composer && !this.composer.form.hidden) this.close("reading");
  }
}
