export { ControlError, connect, Fork, HashrangeError, program, Server, start, Tables } from "./index.js";
