"""Requests below `/_hashrange/`."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from ._errors import ControlError, HashrangeError

# The server is on this machine: what proxies the environment names are not for it.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# No control request takes longer: `load`, the longest, ends after five seconds.
_SECONDS = 30.0


def control(url: str, method: str, path: str, body: Any, parameters: dict[str, str]) -> Any:
    """Sends a control request, and returns the answer's JSON; a snapshot is returned as text.

    `path` is what follows `/_hashrange/`, and may have parameters of its own.

    Raises `ControlError` if the server refuses it, and `HashrangeError` if no server answers.
    """
    split = urllib.parse.urlsplit(path.lstrip("/"))
    query = urllib.parse.parse_qsl(split.query, keep_blank_values=True) + list(parameters.items())
    target = f"{url}/_hashrange/{split.path}"
    if query:
        target += "?" + urllib.parse.urlencode(query)
    data = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
    try:
        with _DIRECT.open(urllib.request.Request(target, data, method=method), timeout=_SECONDS) as answer:
            text = answer.read().decode()
            is_json = answer.headers.get_content_type() == "application/json"
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read()) from None
    except (OSError, http.client.HTTPException) as error:
        raise HashrangeError(f"no answer from {url}: {error}") from error
    return json.loads(text) if is_json else text


def _refusal(status: int, body: bytes) -> ControlError:
    try:
        told = json.loads(body)
        return ControlError(status, told["__type"], told["message"])
    except (ValueError, KeyError, TypeError):
        # It is no server of this program that answers.
        return ControlError(status, "Unknown", body[:200].decode(errors="replace"))
