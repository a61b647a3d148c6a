// Preload for servers that have no option for the address they listen on: they get the loopback address.
"use strict";
const { Server } = require("node:net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  if (typeof args[0] === "object" && args[0] !== null && "port" in args[0]) {
    args[0] = { ...args[0], host: "127.0.0.1" };
  } else if (typeof args[0] === "number" || /^\d+$/.test(String(args[0]))) {
    args.splice(1, typeof args[1] === "string" ? 1 : 0, "127.0.0.1");
  } else {
    throw new Error("loopback.cjs: cannot tell where this server would listen");
  }
  return listen.apply(this, args);
};
