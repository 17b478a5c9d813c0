/* The parts of a room beside its talk keep up; see static/js/live/keeping-up.js. */

import { KeepingUp } from "../live/keeping-up.js";

export default function live(room) {
  new KeepingUp(room).start();
}
