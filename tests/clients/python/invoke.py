"""Invokes a handler as Lambda does: in a process that knows nothing but its environment. The event is read from
standard input, the answer written to standard output, both as JSON."""

import importlib
import json
import sys

handler = importlib.import_module(f"handlers.{sys.argv[1]}").lambda_handler
json.dump(handler(json.load(sys.stdin), None), sys.stdout)
