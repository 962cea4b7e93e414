"""The invented alliance of the demo: members, people, paper, what they decide.

Repeating adds nothing.
"""

from __future__ import annotations

import secrets
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from demo.papers import Shelf, write_papers
from demo.people import COUNTY, MEMBERS, NEIGHBOUR, PEOPLE, TOWN, VILLAGE
from django.conf import settings
from django.utils.translation import gettext as _

from gemeinwerk.archive import actions as papers
from gemeinwerk.archive import queries as archive
from gemeinwerk.archive.intake.shell import ProgressBar, digitise
from gemeinwerk.archive.models import RecordState
from gemeinwerk.config.demonstration.cooperation import cooperate
from gemeinwerk.config.demonstration.knowledge import write_down
from gemeinwerk.jobs.crew import Crew
from gemeinwerk.members import actions as members
from gemeinwerk.members import queries as people
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member, Person, RoleKind

SHELVES = {
    COUNTY: {
        "Baulasten": RecordState.REGISTER,
        "Bauakten": RecordState.REGISTRY,
        "Kreistag": RecordState.REGISTER,
    },
    NEIGHBOUR: {"Bauakten": RecordState.REGISTRY},
    TOWN: {"Bekanntmachungen": RecordState.REGISTER},
    VILLAGE: {"Gemeindearchiv": RecordState.ARCHIVAL},
}


@dataclass(frozen=True)
class Login:
    """A line of the table at the end: who can sign in, where and as what."""

    name: str
    email: str
    roles: str


def prepare() -> tuple[str, list[Login]]:
    """Make what is missing of the demo; return the password of all its people, and who they are."""
    password = _password()
    with member_context(door="operator"):
        everybody = _admit_members()
        staff = _employ_people(everybody, password)
    _set_up_shelves(everybody)
    write_down(everybody)
    _digitise_papers()
    cooperate(everybody, staff)
    return password, _logins()


def _password() -> str:
    path = _folder() / "password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"gemeinwerk-{secrets.token_hex(3)}")
    return path.read_text()


def _folder() -> Path:
    folder = Path(settings.DATA) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _admit_members() -> dict[str, Member]:
    return {
        invented.key: members.admit_member(
            facts=members.MemberFacts(
                kind=invented.kind,
                name=invented.name,
                land=invented.land,
                ags=invented.ags,
                ars=invented.ars,
                population=invented.population,
                population_date=invented.population_date,
            )
        )
        for invented in MEMBERS
    }


def _employ_people(everybody: dict[str, Member], password: str) -> dict[str, Person]:
    return {
        invented.email: members.employ(
            member=everybody[ags],
            email=invented.email,
            name=invented.name,
            roles=list(roles),
            password=password,
        )
        for invented in PEOPLE
        for ags, roles in invented.roles.items()
    }


def _set_up_shelves(everybody: dict[str, Member]) -> None:
    """Create the collections, each with what its records are kept for."""
    for key, states in SHELVES.items():
        actor = people.operator(everybody[key])
        with member_context(actor.member_id):
            known = set(archive.list_own_collections().values_list("name", flat=True))
            for name in states.keys() - known:
                papers.create_collection(name=name, state=states[name], actor=actor)


def _digitise_papers() -> None:
    """Render the paper and take it in, shelf by shelf; a finished shelf is not touched again."""
    complete = _folder() / "complete"
    if complete.exists():
        return
    with Crew():
        for shelf in _papers():
            outcome = digitise(
                [shelf.path],
                ags=shelf.ags,
                collection=shelf.collection,
                crew=nullcontext(),
                bar=ProgressBar(sys.stderr),
            )
            print(outcome.as_text(), file=sys.stderr)
            if outcome.was_stopped:
                raise KeyboardInterrupt
    complete.touch()


def _papers() -> list[Shelf]:
    with ProgressBar(sys.stderr) as bar:
        return write_papers(
            _folder() / "papers", report=lambda n, of: bar.show(_("Invented paper"), n, of)
        )


def _logins() -> list[Login]:
    names = {invented.key: invented.name for invented in MEMBERS}
    return [
        Login(
            person.name,
            person.email,
            "; ".join(
                f"{names[ags]} ({', '.join(str(RoleKind(role).label) for role in roles)})"
                for ags, roles in person.roles.items()
            ),
        )
        for person in PEOPLE
    ]
