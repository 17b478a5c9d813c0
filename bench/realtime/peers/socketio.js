// socket.io with one room, WebSocket transport only.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const require = createRequire(process.env.PEERS + "/");
const { Server } = require("socket.io");

const http = createServer((_, answer) => answer.end());
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
io.on("connection", (socket) => {
  socket.join("room");
  socket.on("message", (message) => io.to("room").emit("message", message));
});
http.listen(Number(process.env.PORT), "127.0.0.1");
