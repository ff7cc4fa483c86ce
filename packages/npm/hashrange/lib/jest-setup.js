"use strict";

// Jest's `globalSetup`: `globals.hashrange` of its configuration has the options.

const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const { HashrangeError } = require("./errors.js");
const { setup } = require("./setup.js");

module.exports = async function globalSetup(globalConfig, projectConfig) {
  const { tables: file, ...options } = projectConfig.globals.hashrange ?? {};
  const unknown = Object.keys(options).filter((name) => !["arguments", "program", "region", "startMs"].includes(name));
  if (unknown.length > 0) throw new HashrangeError(`globals.hashrange has no option ${unknown.join(", ")}`);
  const tables = file === undefined ? undefined : await tablesOf(projectConfig.rootDir, file);
  const teardowns = (globalThis.__HASHRANGE_TEARDOWNS__ ??= []);
  teardowns.push(await setup({ ...options, tables })());
};

async function tablesOf(rootDir, file) {
  const path = file.startsWith("<rootDir>") ? join(rootDir, file.slice("<rootDir>".length)) : join(rootDir, file);
  const loaded = await import(pathToFileURL(path).href);
  // What CommonJS exports is the default, of which the function may be the default.
  const tables = loaded.default?.default ?? loaded.default;
  if (typeof tables !== "function") throw new HashrangeError(`${path} has no function as its default export`);
  return tables;
}
