"use strict";

const { ControlError, HashrangeError } = require("./errors.js");
const { program } = require("./program.js");
const { Server, start } = require("./server.js");
const { connect, Fork, Tables } = require("./tables.js");

module.exports = { ControlError, connect, Fork, HashrangeError, program, Server, start, Tables };
