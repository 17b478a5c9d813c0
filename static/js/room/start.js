/* A room's page comes to life: live at once where the newest messages are shown, else once they have been loaded. */

import { History } from "./history.js";
import { LiveRoom } from "./main.js";
import { openStore } from "./store.js";
import { tabs } from "./tabs.js";

const A_MESSAGE = /^#e-(\d+)$/;

/** @param {HTMLElement} root the talk; see rooms/chat.html for what it carries */
export function startRoom(root) {
  const page = root.closest(".room");
  if (page) tabs(page);
  const [hash, seq] = A_MESSAGE.exec(location.hash) ?? [];
  // An address without ?at= names a message that is not among the newest any more.
  if (seq && !location.search && !root.querySelector(hash)) return location.replace(`?at=${seq}${hash}`);
  const live = async () => new LiveRoom(root, await openStore()).start();
  const past = root.dataset.past !== undefined;
  new History(root, ({ dataset: { head, epoch } }) => {
    Object.assign(root.dataset, { head, epoch });
    live();
  });
  if (!past) return live();
  const status = page?.querySelector("[data-room-status]");
  if (!status) return;
  status.dataset.state = "past";
  status.textContent = status.getAttribute("data-past");
}
