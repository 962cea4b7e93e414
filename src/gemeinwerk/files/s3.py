"""Originals in a bucket of any S3-compatible server.

Talks to boto3 itself rather than through django-storages: that backend renames on collision,
hands out Django's File objects and checks no digest, so each promise of ``Store`` would have to be
built around it; the calls below are fewer than that.

An object's name is its digest, so the digest must be known before the upload begins: the stream
goes through a temporary file on local disk, never through memory. The server refuses a body that
does not match its SHA-256 (up to ``PART`` bytes that of the whole, above it that of each part), and
shows an object only when it is complete. What a killed process leaves of an upload is aborted after
a day.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import boto3
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from gemeinwerk.files.contract import (
    CHUNK,
    STALE_SECONDS,
    Stored,
    folder_of_member,
    folders_of,
    read_place,
)
from gemeinwerk.files.errors import (
    OriginalDamaged,
    OriginalMissing,
    StoreFull,
    StoreUnavailable,
    explain,
)
from gemeinwerk.kernel import clock

logger = logging.getLogger(__name__)

PART = 16 * 1024 * 1024
"""Bytes of one part of an upload, and the largest file that goes up in one piece."""

_MISSING = {"404", "NoSuchKey", "NotFound"}
_FULL = {"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"}
_TRANSFER = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)


class S3Store:
    """A ``Store`` in one bucket, below ``prefix``; credentials come from the AWS variables."""

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint_url: str | None = None,
        region: str | None = None,
    ) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._swept_at: float | None = None
        # Checksums beyond ours stay off: several compatible servers refuse them.
        config = Config(
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"mode": "standard", "max_attempts": 4},
            connect_timeout=10,
            read_timeout=60,
        )
        with _telling_why():
            self._client: Any = boto3.session.Session().client(
                "s3", endpoint_url=endpoint_url, region_name=region, config=config
            )

    def put(self, stream: BinaryIO, *, member_id: int) -> Stored:
        """Store the rest of ``stream``; see ``Store.put``. Needs its size in temporary space."""
        folder_of_member(member_id)
        self._sweep_daily()
        with _temporary_file() as file:
            stored = _spool(stream, file)
            key = self._key(member_id, stored.sha256)
            with _telling_why():
                if self._size_of(key) != stored.size:
                    self._upload(file, key, stored)
                if self._size_of(key) != stored.size:
                    raise StoreUnavailable(problem="the uploaded file has another size")
        return stored

    def open(self, member_id: int, sha256: str) -> BinaryIO:
        """Return the bytes for reading, forwards only. Raises ``OriginalMissing``."""
        key = self._key(member_id, sha256)
        with _telling_why(sha256):
            body = self._client.get_object(Bucket=self.bucket, Key=key)["Body"]
        return cast(BinaryIO, io.BufferedReader(_Download(body, sha256), CHUNK))

    @contextmanager
    def path(self, member_id: int, sha256: str) -> Iterator[Path]:
        """Lend a copy in the temporary folder, removed afterwards; its digest is checked.

        Raises ``OriginalMissing`` or ``OriginalDamaged``.
        """
        with self.open(member_id, sha256) as body, _temporary_file() as copy:
            if _spool(body, copy).sha256 != sha256:
                raise OriginalDamaged(sha256=sha256)
            yield Path(copy.name)

    def size(self, member_id: int, sha256: str) -> int:
        """Return the stored number of bytes. Raises ``OriginalMissing``."""
        with _telling_why(sha256):
            size = self._size_of(self._key(member_id, sha256))
        if size is None:
            raise OriginalMissing(sha256=sha256)
        return size

    def exists(self, member_id: int, sha256: str) -> bool:
        """Tell whether an object has this digest as its name; its bytes are not read."""
        with _telling_why(sha256):
            return self._size_of(self._key(member_id, sha256)) is not None

    def delete(self, member_id: int, sha256: str) -> None:
        """Remove the object; what is already gone is no error."""
        with _telling_why(sha256):
            self._client.delete_object(Bucket=self.bucket, Key=self._key(member_id, sha256))

    def digest(self, member_id: int, sha256: str) -> str:
        """Read all bytes again and return the SHA-256 they have now."""
        digest = hashlib.sha256()
        with self.open(member_id, sha256) as body:
            while chunk := body.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def walk(self, member_id: int | None = None) -> Iterator[tuple[int, str, int]]:
        """Yield ``(member_id, sha256, size)`` of each object with a right name."""
        below = self.prefix if member_id is None else f"{self.prefix}{folder_of_member(member_id)}/"
        pages = self._client.get_paginator("list_objects_v2")
        with _telling_why():
            for page in pages.paginate(Bucket=self.bucket, Prefix=below):
                for entry in page.get("Contents", []):
                    place = read_place(*entry["Key"].removeprefix(self.prefix).split("/"))
                    if place:
                        yield (*place, entry["Size"])

    def sweep(self, *, older_than: float = STALE_SECONDS) -> int:
        """Abort uploads begun more than ``older_than`` seconds ago; return how many."""
        before, aborted = clock.now() - timedelta(seconds=older_than), 0
        pages = self._client.get_paginator("list_multipart_uploads")
        with _telling_why():
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                for upload in page.get("Uploads", []):
                    if upload["Initiated"] < before:
                        self._client.abort_multipart_upload(
                            Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )
                        aborted += 1
        return aborted

    def _sweep_daily(self) -> None:
        if self._swept_at is None or time.monotonic() - self._swept_at > STALE_SECONDS:
            self._swept_at = time.monotonic()
            try:
                self.sweep()
            except StoreUnavailable as reason:
                logger.warning("Abandoned uploads could not be removed: %s", reason)

    def _key(self, member_id: int, sha256: str) -> str:
        return self.prefix + "/".join((*folders_of(member_id, sha256), sha256))

    def _size_of(self, key: str) -> int | None:
        try:
            return int(self._client.head_object(Bucket=self.bucket, Key=key)["ContentLength"])
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise

    def _upload(self, file: IO[bytes], key: str, stored: Stored) -> None:
        file.seek(0)
        if stored.size <= PART:
            checksum = base64.b64encode(bytes.fromhex(stored.sha256)).decode()
            self._client.put_object(Bucket=self.bucket, Key=key, Body=file, ChecksumSHA256=checksum)
        else:
            self._client.upload_fileobj(
                file,
                self.bucket,
                key,
                ExtraArgs={"ChecksumAlgorithm": "SHA256"},
                Config=_TRANSFER,
            )


class _Download(io.RawIOBase):
    """A body from the server whose failures have a sentence for people."""

    def __init__(self, body: Any, sha256: str) -> None:
        self._body = body
        self._sha256 = sha256

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _telling_why(self._sha256):
            chunk = self._body.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()


@contextmanager
def _temporary_file() -> Iterator[IO[bytes]]:
    with _telling_why():
        file = tempfile.NamedTemporaryFile(prefix="gemeinwerk-")  # noqa: SIM115
    try:
        yield file
    finally:
        file.close()


def _spool(stream: BinaryIO, file: IO[bytes]) -> Stored:
    """Copy ``stream`` into ``file``, hashing; errors of the stream pass as they are."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        with _telling_why():
            file.write(chunk)
    with _telling_why():
        file.flush()
    return Stored(digest.hexdigest(), size)


@contextmanager
def _telling_why(sha256: str | None = None) -> Iterator[None]:
    """Turn what the server or the temporary folder reports into a sentence for people."""
    try:
        yield
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        if code in _FULL:
            raise StoreFull from error
        if sha256 and code in _MISSING:
            raise OriginalMissing(sha256=sha256) from error
        raise StoreUnavailable(problem=code) from error
    except (BotoCoreError, S3UploadFailedError, ValueError) as error:
        raise StoreUnavailable(problem=type(error).__name__) from error
    except OSError as error:
        raise explain(error) from error
