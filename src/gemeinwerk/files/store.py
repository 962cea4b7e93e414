"""The store of originals: which one the settings name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from gemeinwerk.files.contract import Store, Stored
from gemeinwerk.files.errors import StoreAddressInvalid
from gemeinwerk.files.local import LocalStore
from gemeinwerk.files.s3 import S3Store

__all__ = ["LocalStore", "S3Store", "Store", "Stored", "open_store"]

_S3_OPTIONS = {"endpoint_url", "region"}


def open_store(url: str) -> Store:
    """Return the store at ``url``; nothing is read, created or sent yet.

    A folder (``/srv/originals``), ``file:///srv/originals``, or
    ``s3://bucket/prefix?endpoint_url=…&region=…`` with credentials from the usual AWS environment
    variables. Raises ``StoreAddressInvalid``.
    """
    if not url.strip():
        raise StoreAddressInvalid(problem="it is empty")
    if "://" not in url:
        return LocalStore(Path(url).expanduser())
    try:
        parts = urlsplit(url)
    except ValueError:
        raise StoreAddressInvalid(problem="it is no address") from None
    if parts.scheme == "file":
        return _open_folder(parts)
    if parts.scheme == "s3":
        return _open_bucket(parts)
    raise StoreAddressInvalid(problem=f"“{parts.scheme}” is neither file nor s3")


def _open_folder(parts: SplitResult) -> LocalStore:
    if parts.netloc not in {"", "localhost"} or parts.query or parts.fragment:
        raise StoreAddressInvalid(problem="file:// takes a folder of this machine and nothing else")
    if not parts.path.strip("/"):
        raise StoreAddressInvalid(problem="the folder is missing")
    return LocalStore(Path(unquote(parts.path)))


def _open_bucket(parts: SplitResult) -> S3Store:
    if "@" in parts.netloc:
        raise StoreAddressInvalid(problem="credentials belong into the environment")
    if not parts.netloc:
        raise StoreAddressInvalid(problem="the bucket is missing")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - _S3_OPTIONS):
        raise StoreAddressInvalid(problem=f"“{unknown[0]}” is unknown")
    return S3Store(
        parts.netloc,
        unquote(parts.path),
        endpoint_url=options.get("endpoint_url") or None,
        region=options.get("region") or None,
    )
