"use strict";

// Where the program is.

const { accessSync, constants } = require("node:fs");
const { resolve } = require("node:path");

const { HashrangeError } = require("./errors.js");

/** The path of the program: what the variable HASHRANGE names, else that of the installed package for this system. */
function program() {
  const named = process.env.HASHRANGE;
  if (named) {
    try {
      accessSync(named, constants.X_OK);
    } catch {
      throw new HashrangeError(`HASHRANGE is ${named}, which is no program`);
    }
    return resolve(named);
  }
  const name = `@hashrange/${process.platform}-${process.arch}`;
  try {
    return require.resolve(`${name}/bin/hashrange${process.platform === "win32" ? ".exe" : ""}`);
  } catch {
    throw new HashrangeError(
      `the package ${name}, which has the program for this system, is not installed: optional dependencies must not be ` +
        "left out, and there are none for some systems; HASHRANGE can name a program",
    );
  }
}

module.exports = { program };
