"""Setting up members and people, and giving roles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.errors import (
    KeyMalformed,
    LastHead,
    NoSuchPerson,
    PasswordTooWeak,
    RoleUnknown,
)
from gemeinwerk.members.models import Member, Person, Role, RoleKind
from gemeinwerk.members.permissions import MANAGE_PEOPLE, NAME_HEADS, require

AGS = re.compile(r"\d{5}|\d{8}")


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What is known of an authority. AGS 5 or 8 digits, ARS 12; population at a date."""

    kind: str
    name: str
    land: str
    ags: str = ""
    ars: str = ""
    population: int | None = None
    population_date: date | None = None


@transaction.atomic
def admit_member(*, facts: MemberFacts) -> Member:
    """Add an authority or bring what is known of it up to date (operator's door).

    It is known by its AGS; one that has none (an association, a company) by its name. Raises
    KeyMalformed.
    """
    if facts.ags and not AGS.fullmatch(facts.ags):
        raise KeyMalformed(key=facts.ags)
    known: dict[str, Any] = {"ags": facts.ags} if facts.ags else {"ags": "", "name": facts.name}
    values = {
        "kind": facts.kind,
        "name": facts.name,
        "land": facts.land,
        "ars": facts.ars,
        "population": facts.population,
        "population_date": facts.population_date,
    }
    member, _is_new = Member.objects.update_or_create(**known, defaults=values)
    return member


@transaction.atomic
def employ(*, member: Member, email: str, name: str, roles: list[str], password: str) -> Person:
    """Add a person with roles and a first password (operator's door). Raises PasswordTooWeak.

    Without a password the person chooses one through "Forgotten your password?".
    """
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email.lower(), name=name)
        _check_password(password, person)
        person.set_password(password or None)
        person.save()
    for kind in roles:
        Role.objects.get_or_create(
            member=member,
            person=person,
            kind=_known(kind),
            defaults={"since": clock.today(), "called": name},
        )
    return person


@transaction.atomic
def invite(*, email: str, name: str, role: str, actor: Actor) -> UUID:
    """Give a role to the person with this address, who may be new; return the person's id.

    Whether the address was known is not told, nor by which name. The person chooses a password
    through the reset page.
    """
    kind = _known(role)
    require(actor, NAME_HEADS if kind == RoleKind.HEAD else MANAGE_PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT members_invite(%s, %s, %s)", [new_id(), email.strip(), name.strip()])
        person_id: UUID = cursor.fetchone()[0]
    here = Role.objects.filter(member_id=actor.member_id, person_id=person_id)
    Role.objects.get_or_create(
        member_id=actor.member_id,
        person_id=person_id,
        kind=kind,
        defaults={"since": clock.today(), "called": _called(here) or name.strip()},
    )
    return person_id


@transaction.atomic
def set_roles(*, person_id: UUID, roles: set[str], actor: Actor) -> None:
    """Give a person exactly these roles at the actor's member; none: the person leaves it.

    Raises NoSuchPerson, RoleUnknown, and LastHead if nobody would be head any more.
    """
    require(actor, MANAGE_PEOPLE)
    wanted = {_known(role) for role in roles}
    here = Role.objects.filter(member_id=actor.member_id)
    list(here.select_for_update())  # two heads at once: the second sees what the first did
    held = set(here.filter(person_id=person_id).values_list("kind", flat=True))
    if not held:
        raise NoSuchPerson
    called = _called(here.filter(person_id=person_id))
    if RoleKind.HEAD in held ^ wanted:
        require(actor, NAME_HEADS)
    others_lead = here.filter(kind=RoleKind.HEAD).exclude(person_id=person_id).exists()
    if RoleKind.HEAD in held - wanted and not others_lead:
        raise LastHead
    for kind in sorted(wanted - held):  # first: who gives up the lead may do nothing afterwards
        Role.objects.create(
            member_id=actor.member_id,
            person_id=person_id,
            kind=kind,
            since=clock.today(),
            called=called,
        )
    here.filter(person_id=person_id, kind__in=held - wanted).delete()


def _check_password(password: str, person: Person) -> None:
    try:
        if password:
            validate_password(password, person)
    except ValidationError as error:
        raise PasswordTooWeak(reasons=" ".join(error.messages)) from error


def _called(roles: QuerySet[Role]) -> str:
    """Return the name that came with a person's first role, empty without one."""
    return roles.order_by("id").values_list("called", flat=True).first() or ""


def _known(role: str) -> str:
    if role not in RoleKind.values:
        raise RoleUnknown(role=role)
    return role
