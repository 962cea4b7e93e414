"""The chain: recomputed in Python, manipulated by whoever owns the database, found and named."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC

import psycopg
import pytest
from django.db import DatabaseError, connection, connections
from tests import factories

from gemeinwerk.config import verification
from gemeinwerk.journal import actions as journal
from gemeinwerk.journal import queries
from gemeinwerk.journal.models import Entry
from gemeinwerk.journal.rules import Break
from gemeinwerk.members import queries as members
from gemeinwerk.members.actions import MemberFacts, admit_member
from gemeinwerk.members.context import member_context
from gemeinwerk.postgres.login import Database

Owner = psycopg.Connection


@pytest.fixture
def house(committed: None) -> factories.House:
    """A member whose journal holds six entries."""
    house = factories.make_house()
    with house.context():
        for number in range(6):
            journal.record("test.noted", actor=house.actor(), obj=f"object-{number}", n=number)
    return house


@pytest.fixture
def owner(house: factories.House, cluster: Database) -> Iterator[Owner]:
    """Whoever owns the tables can lift FORCE and change what they like."""
    with psycopg.connect(cluster.owner.dsn(), autocommit=True) as connection:
        tables = ("journal_entry", "journal_chain")
        for table in tables:
            connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield connection
        for table in tables:
            connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


@pytest.fixture(autouse=True)
def own_anchors(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.DATA", tmp_path)


def breaks(house: factories.House) -> list[Break]:
    with house.context():
        return queries.check_chain()


def verified(house: factories.House) -> list[tuple[int, str]]:
    finding = next(f for f in verification.verify() if f.ags == house.member.ags)
    return [(each["number"], each["reason"]) for each in finding.breaks]


def test_hashes_are_those_that_anybody_can_recompute(house: factories.House) -> None:
    with house.context():
        entries = list(Entry.objects.order_by("number"))
        head = queries.chain_head()
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5, 6]
    previous = bytes(32)
    for entry in entries:
        moment = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
        text = f"{entry.number}\x1f{moment}\x1f{entry.body}"
        assert bytes(entry.previous) == previous
        previous = hashlib.sha256(previous + text.encode()).digest()
        assert bytes(entry.hash) == previous
    assert head == (6, previous)
    assert breaks(house) == []
    assert verified(house) == []


MANIPULATIONS = {
    "changed body": (
        "UPDATE journal_entry SET body = replace(body, 'object-2', 'object-9') WHERE number = 3",
        [(3, "changed"), (3, "columns_differ")],
    ),
    "changed facts": (
        "UPDATE journal_entry SET body = replace(body, '\"n\":2', '\"n\":7') WHERE number = 3",
        [(3, "changed")],
    ),
    "no JSON": ("UPDATE journal_entry SET body = '' WHERE number = 3", [(3, "changed")]),
    "no object": ("UPDATE journal_entry SET body = '[]' WHERE number = 3", [(3, "changed")]),
    "changed moment": (
        "UPDATE journal_entry SET at = at - interval '1 day' WHERE number = 3",
        [(3, "changed")],
    ),
    "changed column": (
        "UPDATE journal_entry SET event = 'test.other' WHERE number = 3",
        [(3, "columns_differ")],
    ),
    "deleted": ("DELETE FROM journal_entry WHERE number = 3", [(3, "missing")]),
    "deleted first": ("DELETE FROM journal_entry WHERE number = 1", [(1, "missing")]),
    "deleted tail": ("DELETE FROM journal_entry WHERE number > 4", [(4, "end_differs")]),
    "deleted all": ("DELETE FROM journal_entry", [(0, "end_differs")]),
    "deleted record of the end": ("DELETE FROM journal_chain", [(6, "end_differs")]),
    "deleted tail and record": (
        "DELETE FROM journal_entry WHERE number > 4; DELETE FROM journal_chain",
        [(4, "end_differs")],
    ),
    "swapped": (
        "UPDATE journal_entry SET number = CASE number WHEN 3 THEN 13 ELSE 14 END"
        " WHERE number IN (3, 4);"
        "UPDATE journal_entry SET number = CASE number WHEN 13 THEN 4 ELSE 3 END"
        " WHERE number IN (13, 14)",
        [(3, "not_linked"), (3, "changed"), (4, "not_linked"), (4, "changed")],
    ),
    "hash made to fit": (
        "UPDATE journal_entry SET body = replace(body, '\"n\":2', '\"n\":7') WHERE number = 3;"
        "UPDATE journal_entry SET hash = sha256(previous || convert_to(number || E'\\x1f' ||"
        " to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || E'\\x1f' || body,"
        " 'UTF8')) WHERE number = 3",
        [(4, "not_linked")],
    ),
}


@pytest.mark.parametrize("kind", MANIPULATIONS)
def test_manipulation_is_named(house: factories.House, owner: Owner, kind: str) -> None:
    statement, expected = MANIPULATIONS[kind]
    owner.execute(statement)
    found = [(each.number, each.reason) for each in breaks(house)]
    assert set(expected) <= set(found)
    assert {number for number, _reason in found} <= {number for number, _ in expected} | {5}
    assert set(verified(house)) == set(found)


REWRITE = """
DO $$
DECLARE link bytea := decode(repeat('00', 32), 'hex'); entry journal_entry%ROWTYPE;
BEGIN
  UPDATE journal_entry SET body = replace(body, '"n":2', '"n":7') WHERE number = 3;
  FOR entry IN SELECT * FROM journal_entry ORDER BY number LOOP
    UPDATE journal_entry SET previous = link WHERE id = entry.id;
    link := sha256(link || convert_to(entry.number || E'\\x1f'
      || to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || E'\\x1f'
      || entry.body, 'UTF8'));
    UPDATE journal_entry SET hash = link WHERE id = entry.id;
  END LOOP;
  UPDATE journal_chain SET hash = link;
END $$
"""


def test_anchors_betray_a_chain_that_was_written_anew(house: factories.House, owner: Owner) -> None:
    assert verified(house) == []
    owner.execute(REWRITE)
    assert breaks(house) == []
    assert verified(house) == [(6, "differs_from_anchor")]


def test_anchors_betray_a_journal_that_was_removed(house: factories.House, owner: Owner) -> None:
    assert verified(house) == []
    owner.execute("DELETE FROM journal_entry; DELETE FROM journal_chain")
    assert breaks(house) == []
    assert verified(house) == [(6, "differs_from_anchor")]


def test_anchors_of_members_without_a_key_are_kept_apart(house: factories.House) -> None:
    with member_context(door="operator"):
        facts = [MemberFacts("association", f"Verband {name}", "NW") for name in ("Nord", "Süd")]
        associations = [members.operator(admit_member(facts=each)) for each in facts]
    for number, actor in enumerate(associations):
        with member_context(actor.member_id):
            for _ in range(number + 1):
                journal.record("test.noted", actor=actor)
    assert [f.is_sound for f in verification.verify()] == [True] * 3
    assert [f.is_sound for f in verification.verify()] == [True] * 3


def test_growing_chain_is_no_broken_one(house: factories.House) -> None:
    stop, found = threading.Event(), []

    def append() -> None:
        while not stop.is_set():
            with house.context():
                journal.record("test.noted", actor=house.actor())
        connections.close_all()

    writer = threading.Thread(target=append)
    writer.start()
    for _ in range(25):
        found += breaks(house)
    stop.set()
    writer.join()
    assert found == []


def test_nobody_writes_for_another_member(house: factories.House) -> None:
    other = factories.make_house("99002", "Landkreis Nachbarau")
    with house.context():
        actor = house.actor()
    refused = pytest.raises(DatabaseError, match="by the acting member only")
    with refused, other.context():
        journal.record("test.noted", actor=actor)
    with refused, member_context():
        journal.record("test.noted", actor=actor)
    assert len(_lines(house)) == 6


def _lines(house: factories.House) -> list[queries.Line]:
    with house.context():
        return queries.list_lines()


# --- at the same time ---------------------------------------------------------------------------


def at_once(*calls: Callable[[], None]) -> list[str]:
    raised: list[str] = []
    start = threading.Barrier(len(calls))

    def go(call: Callable[[], None]) -> None:
        try:
            start.wait(30)
            call()
        except BaseException as error:  # noqa: BLE001  whatever it is, the test must hear of it
            raised.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "two writers wait for each other"
    return raised


def test_many_writers_make_one_chain(house: factories.House) -> None:
    def write() -> None:
        for _ in range(20):
            with house.context():
                journal.record("test.noted", actor=house.actor())

    assert at_once(write, write, write) == []
    assert breaks(house) == []
    with house.context():
        assert queries.chain_head()[0] == 66


def test_first_entries_at_once_make_one_chain(committed: None) -> None:
    house = factories.make_house()

    def write() -> None:
        with house.context():
            journal.record("test.noted", actor=house.actor())

    assert at_once(*4 * [write]) == []
    assert breaks(house) == []
    with house.context():
        assert queries.chain_head()[0] == 4


def test_whoever_gives_a_key_takes_the_chains_in_order(house: factories.House) -> None:
    """Giving a key tells owner and grantee first and then the whole alliance, in which somebody
    with a lower id may be: still it must not hold their chains while it waits for that one.
    """
    owner = factories.make_house("99002", "Landkreis Nachbarau")
    grantee = factories.make_house("99003", "Landkreis Fernau")
    factories.introduce(house, owner, grantee)
    union = factories.make_union(house, owner, grantee)
    motion = factories.offer(union, owner, factories.make_collection(owner), [grantee])
    is_held = threading.Event()

    def write_two() -> None:
        with house.context():
            journal.record("test.noted", actor=house.actor())
            is_held.set()
            _wait_until_somebody_waits_for_us()
            journal.record("test.noted", actor=house.actor(), owner_id=owner.member.id)

    def give() -> None:
        assert is_held.wait(30)
        factories.consent(owner, motion)

    assert at_once(write_two, give) == []
    assert [breaks(each) for each in (house, owner, grantee)] == [[], [], []]
    assert [_opened(each) for each in (house, owner, grantee)] == [0, 1, 1]


def _wait_until_somebody_waits_for_us() -> None:
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise TimeoutError("nobody waits for us")


def _opened(house: factories.House) -> int:
    with house.context():
        return len(queries.list_lines(event_prefix="sharing.grant.opened", limit=100))
