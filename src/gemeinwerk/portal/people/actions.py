"""Changes of people that the journal notes. The rules stand in ``members.actions``."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.members import actions as members
from gemeinwerk.members import login
from gemeinwerk.members import queries as people
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context


@transaction.atomic
def invite(*, email: str, name: str, role: str, origin: str, actor: Actor) -> None:
    """Give a role to whoever has this address, and queue the letter that tells how to sign in.

    ``origin`` is the address of this installation (``https://host``). Whether the person was known
    shows nowhere: same job, same letter, same journal entry. Raises NotAllowed, RoleUnknown.
    """
    person_id = members.invite(email=email, name=name, role=role, actor=actor)
    jobs.defer("portal.send_invitation", person_id=str(person_id), role=role, origin=origin)
    journal.record("members.person.invited", actor=actor, obj=person_id, email=email, role=role)


@transaction.atomic
def change_roles(*, person_id: UUID, roles: set[str], actor: Actor) -> None:
    """Give a person exactly these roles; no role at all removes the person from the member.

    Raises NotAllowed, NoSuchPerson, RoleUnknown, LastHead.
    """
    before = people.list_roles(person_id)
    name = people.get_colleague(person_id).name if before else ""
    members.set_roles(person_id=person_id, roles=roles, actor=actor)
    if set(before) == roles:
        return
    journal.record(
        "members.roles.changed" if roles else "members.person.removed",
        actor=actor,
        obj=person_id,
        person=name,
        roles=sorted(roles),
        before=sorted(before),
    )


def send_invitation(*, member_id: int, person_id: UUID, role: str, origin: str) -> None:
    """Mail the address of the password page; the link itself is never stored or shown."""
    with member_context(member_id):
        member = people.get_member(member_id)
    with member_context(door="login"):
        letter = login.invitation(person_id=person_id, member=member, role=role, origin=origin)
    if letter is not None:
        letter.send()
