export * from "./setup.js";
