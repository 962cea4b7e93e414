"""The store in a bucket, against a local server: refusals first."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from gemeinwerk.files import s3
from gemeinwerk.files.errors import (
    OriginalDamaged,
    OriginalMissing,
    StoreFull,
    StoreUnavailable,
)
from gemeinwerk.files.store import S3Store, Stored, open_store

MEMBER = 7
SMALL = b"Baulastenblatt 12"
LARGE = bytes(range(256)) * 4096 * 18  # 18 MiB: two parts
BUCKET = "papers"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield "http://{}:{}".format(*running.get_host_and_port())
    running.stop()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def store(server: str) -> Iterator[S3Store]:
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    opened = open_store(f"s3://{BUCKET}/county?endpoint_url={server}&region=us-east-1")
    assert isinstance(opened, S3Store)
    yield opened
    for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=entry["Key"])
    client.delete_bucket(Bucket=BUCKET)


def digest_of(paper: bytes) -> str:
    return hashlib.sha256(paper).hexdigest()


def key_of(paper: bytes) -> str:
    digest = digest_of(paper)
    return f"county/{MEMBER}/{digest[:2]}/{digest[2:4]}/{digest}"


def put(store: S3Store, paper: bytes) -> Stored:
    return store.put(io.BytesIO(paper), member_id=MEMBER)


class BreaksOff(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 1_000_000:
            raise OSError("the drive is gone")
        return super().read(size)


def test_refuses_wrong_names(store: S3Store) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.open(MEMBER, "../" * 21 + "x")
    with pytest.raises(ValueError, match="not a member's number"):
        store.put(io.BytesIO(SMALL), member_id="7/../8")  # type: ignore[arg-type]


def test_what_is_not_there_is_missing(store: S3Store) -> None:
    absent = digest_of(b"absent")
    for call in (store.open, store.size, store.digest):
        with pytest.raises(OriginalMissing, match=absent):
            call(MEMBER, absent)
    with pytest.raises(OriginalMissing), store.path(MEMBER, absent):
        pass
    assert not store.exists(MEMBER, absent)
    store.delete(MEMBER, absent)


def test_a_missing_bucket_and_a_dead_server_are_unavailable(store: S3Store, server: str) -> None:
    other = S3Store("nobodys", endpoint_url=server, region="us-east-1")
    with pytest.raises(StoreUnavailable, match="NoSuchBucket"):
        put(other, SMALL)
    dead = S3Store(BUCKET, endpoint_url="http://127.0.0.1:1", region="us-east-1")
    with pytest.raises(StoreUnavailable, match="EndpointConnectionError"):
        dead.size(MEMBER, digest_of(SMALL))


def test_a_stream_that_breaks_off_leaves_nothing(store: S3Store) -> None:
    with pytest.raises(OSError, match="the drive is gone"):
        store.put(BreaksOff(LARGE), member_id=MEMBER)
    assert list(store.walk()) == []


def test_a_full_server_is_said_to_be_full(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**call: object) -> None:
        raise s3.ClientError({"Error": {"Code": "QuotaExceeded", "Message": ""}}, "PutObject")

    monkeypatch.setattr(store._client, "put_object", refuse)
    with pytest.raises(StoreFull, match="no space left"):
        put(store, SMALL)
    assert list(store.walk()) == []


def test_the_digest_travels_with_the_bytes(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusing bytes that were changed on the way is then up to the server; this one does not."""
    sent = {}
    real = store._client.put_object

    def note(**call: object) -> object:
        sent.update(call)
        return real(**call)

    monkeypatch.setattr(store._client, "put_object", note)
    put(store, SMALL)
    assert sent["ChecksumSHA256"] == s3.base64.b64encode(hashlib.sha256(SMALL).digest()).decode()


def test_a_short_object_is_replaced(store: S3Store) -> None:
    put(store, SMALL)
    store._client.put_object(Bucket=BUCKET, Key=key_of(SMALL), Body=b"short")
    put(store, SMALL)
    assert store.digest(MEMBER, digest_of(SMALL)) == digest_of(SMALL)


def test_a_changed_object_is_never_lent_as_a_file(store: S3Store) -> None:
    store._client.put_object(Bucket=BUCKET, Key=key_of(SMALL), Body=SMALL[::-1])
    assert store.digest(MEMBER, digest_of(SMALL)) != digest_of(SMALL)
    with (
        pytest.raises(OriginalDamaged, match="is damaged"),
        store.path(MEMBER, digest_of(SMALL)),
    ):
        pass


def test_known_bytes_are_not_sent_again(store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, SMALL)
    monkeypatch.setattr(store, "_upload", lambda *arguments: pytest.fail("sent again"))
    assert put(store, SMALL) == Stored(digest_of(SMALL), len(SMALL))


def test_an_abandoned_upload_is_invisible_and_aborted_when_stale(store: S3Store) -> None:
    upload = store._client.create_multipart_upload(Bucket=BUCKET, Key=key_of(LARGE))
    store._client.upload_part(
        Bucket=BUCKET,
        Key=key_of(LARGE),
        UploadId=upload["UploadId"],
        PartNumber=1,
        Body=LARGE[: s3.PART],
    )
    assert not store.exists(MEMBER, digest_of(LARGE))
    assert list(store.walk()) == []
    # The test server dates every upload 2010.
    assert store.sweep(older_than=100 * 365 * 24 * 60 * 60) == 0
    assert store.sweep(older_than=-1) == 1
    assert store.sweep(older_than=-1) == 0


@pytest.mark.parametrize("paper", [b"", SMALL, LARGE], ids=["empty", "small", "two parts"])
def test_what_was_stored_comes_back(store: S3Store, paper: bytes) -> None:
    digest = digest_of(paper)
    assert put(store, paper) == Stored(digest, len(paper))
    with store.open(MEMBER, digest) as body:
        assert body.read(5) + body.read() == paper
    with store.path(MEMBER, digest) as path:
        assert path.read_bytes() == paper
    assert not Path(path).exists()
    assert store.size(MEMBER, digest) == len(paper)
    assert store.digest(MEMBER, digest) == digest
    assert list(store.walk()) == list(store.walk(MEMBER)) == [(MEMBER, digest, len(paper))]
    assert list(store.walk(8)) == []
    store.delete(MEMBER, digest)
    assert not store.exists(MEMBER, digest)
