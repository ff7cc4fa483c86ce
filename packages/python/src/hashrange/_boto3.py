"""Clients of boto3."""

from __future__ import annotations

import functools
import os
import threading
from typing import TYPE_CHECKING, Any

from ._errors import HashrangeError

if TYPE_CHECKING:
    from botocore.config import Config

    from ._tables import Tables

# Sessions are not for several threads at a time; the clients that they make are.
_making = threading.Lock()


def connect(tables: Tables, kind: str, service: str, config: Config | None) -> Any:
    """A client or a resource, as `kind` says, for some tables. Raises `HashrangeError` without boto3."""
    with _making:
        session = _session()
        from botocore.config import Config as Settings

        # The server is on this machine: what proxies the environment names are not for it.
        direct = Settings(proxies={})
        return getattr(session, kind)(
            service,
            endpoint_url=tables.url,
            region_name=tables.region,
            aws_access_key_id=tables.access_key,
            aws_secret_access_key=tables.secret_key,
            config=direct.merge(config) if config is not None else direct,
        )


@functools.cache
def _session() -> Any:
    """One session, because each reads the descriptions of services, which takes longer than a test. The user's profiles
    are not for it: one that does not exist would be an error."""
    try:
        import boto3
        import botocore.session
    except ImportError as error:
        raise HashrangeError("boto3 is not installed: pip install 'hashrange[boto3]'") from error
    nowhere = (None, None, os.devnull, None)
    names = {"profile": (None, None, None, None), "config_file": nowhere, "credentials_file": nowhere}
    return boto3.Session(botocore_session=botocore.session.Session(session_vars=names))
