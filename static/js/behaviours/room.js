/* A live room on its page; see rooms/chat.html for what the element carries. */

import { startRoom } from "../room/start.js";

export default startRoom;
