"""Reads of members, people and roles. Row-level security decides what they find."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.members.errors import MemberUnknown, PersonUnknown
from gemeinwerk.members.models import Contact, Member, Person, Role, RoleKind

ROLE_CHOICES = RoleKind.choices


@dataclass(frozen=True, slots=True)
class Desk:
    """A member at which a person works, with the roles there (labels)."""

    member: Member
    roles: tuple[str, ...]


def get_member(member_id: int) -> Member:
    """Return a member that the context may see, else MemberUnknown."""
    member = Member.objects.filter(id=member_id).first()
    if member is None:
        raise MemberUnknown(key=member_id)
    return member


def get_member_by_ags(ags: str) -> Member:
    """Return the member with this official key (operator's door), else MemberUnknown."""
    member = Member.objects.filter(ags=ags).first()
    if member is None:
        raise MemberUnknown(key=ags)
    return member


def list_members() -> QuerySet[Member]:
    """Return the members that the context may see: all of them at the operator's door."""
    return Member.objects.order_by("ags", "name")


def list_members_of(person_id: UUID) -> list[Member]:
    """Return the members at which the person has a role, by name."""
    return list(Member.objects.filter(roles__person_id=person_id).distinct().order_by("name"))


def first_member_of(person_id: UUID) -> int | None:
    """Return the member at which the person has worked longest, None without a role."""
    roles = Role.objects.filter(person_id=person_id).order_by("since", "id")
    return roles.values_list("member_id", flat=True).first()


def list_desks(person_id: UUID) -> list[Desk]:
    """Return where the person has which roles, by name of the member."""
    held: dict[Member, list[str]] = {}
    roles = Role.objects.filter(person_id=person_id).select_related("member")
    for role in roles.order_by("member__name", "id"):
        held.setdefault(role.member, []).append(str(role.get_kind_display()))
    return [Desk(member, tuple(labels)) for member, labels in held.items()]


def list_contacts() -> list[Member]:
    """Return the members that the acting member knows, by name."""
    known = Contact.objects.filter(member_id=require_member()).values("other_id")
    return list(Member.objects.filter(id__in=known).order_by("name"))


def list_people() -> list[Person]:
    """Return the people with a role at the acting member, roles prefetched, by name.

    Each bears the name by which this member knows it.
    """
    here = Role.objects.filter(member_id=require_member())
    found = Person.objects.filter(id__in=here.values("person_id"))
    people = list(found.prefetch_related(Prefetch("roles", here.order_by("id"))))
    for person in people:
        person.name = _name_here(person, list(person.roles.all()))
    return sorted(people, key=lambda person: (person.name, person.email))


def get_colleague(person_id: UUID) -> Person:
    """Return a person with a role at the acting member, else PersonUnknown."""
    found = next((person for person in list_people() if person.id == person_id), None)
    if found is None:
        raise PersonUnknown
    return found


def list_roles(person_id: UUID) -> list[str]:
    """Return the kinds of role that the person has at the acting member."""
    here = Role.objects.filter(member_id=require_member(), person_id=person_id)
    return list(here.order_by("id").values_list("kind", flat=True))


def get_actor(member: Member, person: Person) -> Actor:
    """Return who acts, with the roles that the person has at this member (perhaps none)."""
    roles = list(Role.objects.filter(member=member, person=person).order_by("id"))
    kinds = frozenset(role.kind for role in roles)
    return Actor(member.id, member.name, person.id, _name_here(person, roles), kinds)


def _name_here(person: Person, roles: list[Role]) -> str:
    return next((role.called for role in roles if role.called), person.name)


def operator(member: Member) -> Actor:
    """Return the actor for commands and jobs that work for a member without a person."""
    return Actor(member.id, member.name, None, "Betrieb", frozenset(), is_operator=True)
