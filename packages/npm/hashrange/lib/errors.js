"use strict";

/** All errors of this package. */
class HashrangeError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The server refused a request below /_hashrange/: the `status` of HTTP, and the `kind` of refusal, such as NotFound. */
class ControlError extends HashrangeError {
  constructor(status, kind, message) {
    super(`${kind}: ${message}`);
    this.status = status;
    this.kind = kind;
  }
}

module.exports = { ControlError, HashrangeError };
