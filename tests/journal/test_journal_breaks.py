"""A journal that was changed behind the back of the product is found out."""

from __future__ import annotations

import psycopg
from django.urls import reverse
from tests import factories
from tests.signing_in import sign_in

from gemeinwerk.journal import actions as journal
from gemeinwerk.postgres.login import Database


def test_breaks_are_named(committed: None, cluster: Database, settings: object) -> None:
    settings.LANGUAGE_CODE = "en"
    house = factories.make_house("99001", "Landkreis Musterland")
    with house.context():
        for number in range(3):
            journal.record("test.noted", actor=house.actor(), obj=f"object-{number}")
    client = sign_in(house.people["head"])
    with psycopg.connect(cluster.owner.dsn(), autocommit=True) as owner:
        owner.execute("ALTER TABLE journal_entry NO FORCE ROW LEVEL SECURITY")
        owner.execute("UPDATE journal_entry SET body = replace(body, 'object-1', 'object-9')")
        owner.execute("ALTER TABLE journal_entry FORCE ROW LEVEL SECURITY")
    text = client.post(reverse("journal:check")).content.decode()
    assert "The chain does not hold" in text
    assert "Entry 2 was changed after it was written." in text
    assert "Entry 1 " not in text
