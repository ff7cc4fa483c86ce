module.exports = {
  preset: "hashrange",
  globals: { hashrange: { tables: "<rootDir>/tables.js", arguments: ["--clock", "manual=2026-01-01T00:00:00Z"] } },
};
