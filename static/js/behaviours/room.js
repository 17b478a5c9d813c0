/* A live room on its page; see rooms/chat.html for what the element carries. */

import { liveRoom } from "../room/main.js";

export default liveRoom;
