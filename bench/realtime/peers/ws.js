// Node `ws`, as its manual broadcasts: every text goes to every client.
import { createRequire } from "node:module";

// Installed outside the tree: found where the bench was told that it is.
const require = createRequire(process.env.PEERS + "/");
const { WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.env.PORT), perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", (data) => {
    for (const client of server.clients) client.send(data, { binary: false });
  });
});
