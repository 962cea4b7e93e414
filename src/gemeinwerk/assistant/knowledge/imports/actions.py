"""From a file to drafts: hand in, read, look, take over, and only then release.

Nothing of a file is answered from before a person has released it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from django.db import transaction

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, OfficeDraft, Reading
from gemeinwerk.assistant.exchange.errors import FileTooLarge
from gemeinwerk.assistant.exchange.limits import MAX_FILE_MB
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.knowledge.errors import ImportNotReady, ImportUnknown, NothingChosen
from gemeinwerk.assistant.knowledge.imports import files, queries, rules
from gemeinwerk.assistant.knowledge.offices import actions as offices
from gemeinwerk.assistant.knowledge.offices.queries import find_by_name
from gemeinwerk.assistant.knowledge.rules import clean_article, fingerprint, one_line
from gemeinwerk.assistant.models import (
    Article,
    Base,
    Import,
    ImportItem,
    ImportState,
    ItemStanding,
    Office,
)
from gemeinwerk.assistant.permissions import RELEASE, WRITE
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.permissions import require

AT_ONCE = 50
"""Articles that are written or released while the person waits; more are a job."""


@transaction.atomic
def hand_in(*, base_id: int, name: str, data: bytes, actor: Actor) -> Import:
    """Take a file in for an own base; a small text is read at once, others in the background.

    Raises BaseUnknown, NotAllowed, and of ``exchange.errors`` what is known at once.
    """
    base = articles.get_own_base(base_id)
    require(actor, WRITE)
    name = one_line(name).replace("\\", "/").rsplit("/", 1)[-1][:255] or "–"
    if len(data) > MAX_FILE_MB * 1_000_000:
        raise FileTooLarge(name=name, size=len(data) // 1_000_000, limit=MAX_FILE_MB)
    found = Import(member_id=actor.member_id, base=base, name=name, handed_in_by=actor.label[:300])
    if files.is_quick(name, len(data)):
        reading = files.read_quickly(name, data)
        found.save()
        _keep(found, reading, actor)
        return found
    found.data = data
    found.save()
    person = str(actor.person_id) if actor.person_id else ""
    jobs.defer("assistant.read_import", import_id=str(found.id), person_id=person)
    return found


def read_handed_in(*, member_id: int, import_id: UUID, person_id: str) -> None:
    """Read a file that waits; for a job. No transaction is open meanwhile."""
    with member_context(member_id):
        found = Import.objects.filter(id=import_id, state=ImportState.WAITING).first()
    if found is None or found.data is None:
        return
    try:
        reading = files.read_patiently(found.name, bytes(found.data))
    except UserError as refusal:
        refuse(member_id=member_id, import_id=import_id, reason=str(refusal))
        return
    with member_context(member_id, person_id=UUID(person_id) if person_id else None):
        held = _lock(import_id)
        if held.state == ImportState.WAITING:
            _keep(held, reading, _actor(member_id, person_id))


def refuse(*, member_id: int, import_id: UUID, reason: str) -> None:
    """Note why a file was not read; its bytes go."""
    with member_context(member_id):
        waiting = Import.objects.filter(id=import_id, state=ImportState.WAITING)
        waiting.update(state=ImportState.REFUSED, refusal=reason, data=None)


@transaction.atomic
def take_over(*, import_id: UUID, ordinals: Sequence[int], actor: Actor) -> Import:
    """Make drafts of the chosen articles of a file, and describe its offices.

    Many are written in the background. Raises ImportUnknown, NotAllowed, ImportNotReady,
    NothingChosen.
    """
    queries.get_import(import_id)
    require(actor, WRITE)
    found = _lock(import_id)
    if found.state != ImportState.READ:
        raise ImportNotReady
    items = ImportItem.objects.filter(source=found)
    chosen = items.filter(ordinal__in=list(ordinals)).count()
    if not chosen and not found.offices:
        raise NothingChosen
    items.exclude(ordinal__in=list(ordinals)).update(is_chosen=False)
    _set(found, ImportState.TAKING)
    if chosen > AT_ONCE and actor.person_id:
        jobs.defer("assistant.take_import", import_id=str(found.id), person_id=str(actor.person_id))
    else:
        while _take_some(found, actor):
            pass
    return found


def take_waiting(*, member_id: int, import_id: UUID, person_id: str) -> None:
    """Go on taking a file over until it is done; for a job, which may be killed in between."""
    is_more = True
    while is_more:
        with member_context(member_id, person_id=UUID(person_id)):
            found = _lock(import_id)
            is_more = found.state == ImportState.TAKING and _take_some(
                found, _actor(member_id, person_id)
            )


@transaction.atomic
def release_import(*, import_id: UUID, actor: Actor) -> Import:
    """Release all drafts that came from a file; many in the background.

    Raises ImportUnknown, NotAllowed, ImportNotReady, NothingChosen.
    """
    queries.get_import(import_id)
    require(actor, RELEASE)
    found = _lock(import_id)
    if found.state != ImportState.TAKEN:
        raise ImportNotReady
    waiting = queries.list_to_release(found).count()
    if not waiting:
        raise NothingChosen
    if waiting > AT_ONCE and actor.person_id:
        _set(found, ImportState.RELEASING)
        jobs.defer(
            "assistant.release_import", import_id=str(found.id), person_id=str(actor.person_id)
        )
    else:
        while _release_some(found, actor):
            pass
    return found


def release_waiting(*, member_id: int, import_id: UUID, person_id: str) -> None:
    """Go on releasing what came from a file until it is done; for a job."""
    is_more = True
    while is_more:
        with member_context(member_id, person_id=UUID(person_id)):
            found = queries.get_import(import_id)
            is_more = found.state == ImportState.RELEASING and _release_some(
                found, _actor(member_id, person_id)
            )
            if not is_more:
                stop_releasing(import_id)


def stop_releasing(import_id: UUID) -> None:
    """Let a file be taken over but not in work, whatever of it is released."""
    mine = Import.objects.filter(id=import_id, state=ImportState.RELEASING)
    mine.update(state=ImportState.TAKEN)


def stop_taking(import_id: UUID, reason: str) -> None:
    """Let a file be looked at again after it could not be taken over; what is written stays."""
    mine = Import.objects.filter(id=import_id, state=ImportState.TAKING)
    mine.update(state=ImportState.READ, refusal=reason)


@transaction.atomic
def discard(*, import_id: UUID, actor: Actor) -> Base:
    """Forget a file and what it would bring; drafts that came from it stay.

    Raises ImportUnknown, NotAllowed.
    """
    found = queries.get_import(import_id)
    require(actor, WRITE)
    base = found.base
    _lock(import_id).delete()
    return base


def _lock(import_id: UUID) -> Import:
    held = Import.objects.select_for_update(of=("self",)).select_related("base")
    found = held.defer("data").filter(id=import_id).first()
    if found is None:
        raise ImportUnknown
    return found


def _set(found: Import, state: str) -> None:
    found.state = state
    found.save(update_fields=["state"])


def _actor(member_id: int, person_id: str) -> Actor:
    """Return who handed the file in, with the roles of today."""
    member = members.get_member(member_id)
    if not person_id:
        return members.operator(member)
    return members.get_actor(member, members.get_colleague(UUID(person_id)))


def _keep(found: Import, reading: Reading, actor: Actor) -> None:
    """Store what was read, with how each article stands to what is there."""
    items = [
        ImportItem(
            member_id=found.member_id,
            source=found,
            ordinal=ordinal,
            title=draft.title[:300],
            external_id=draft.external_id[:200],
            standing=(standing := _standing(found.base, draft)),
            is_chosen=standing != ItemStanding.UNCHANGED,
            content=rules.pack(draft),
        )
        for ordinal, draft in enumerate(reading.articles, 1)
    ]
    ImportItem.objects.bulk_create(items, batch_size=500)
    found.offices = [rules.pack(office) for office in reading.offices]
    found.remarks = [str(remark) for remark in reading.remarks]
    found.state, found.data = ImportState.READ, None
    found.save()
    journal.record(
        "assistant.import.read",
        actor=actor,
        obj=found,
        name=found.name,
        base=found.base.name,
        articles=len(items),
        offices=len(found.offices),
    )


def _standing(base: Base, draft: ArticleDraft) -> str:
    article = queries.find_article(base, draft)
    if article is None:
        return ItemStanding.NEW
    is_same = _is_there(article, draft, _find_office(draft))
    return ItemStanding.UNCHANGED if is_same else ItemStanding.CHANGED


def _is_there(article: Article, draft: ArticleDraft, office: Office | None) -> bool:
    newest = articles.get_newest(article)
    if newest is None:
        return False
    there = articles.content_of(newest, article)
    wanted = rules.merge(there, draft, office.id if office else None)
    return fingerprint(there) == fingerprint(clean_article(wanted))


def _find_office(draft: ArticleDraft) -> Office | None:
    return find_by_name(draft.office_name) if draft.office_name else None


def _take_some(found: Import, actor: Actor) -> bool:
    """Write the offices or some articles of a file; tell whether there is more to do."""
    if found.offices:
        for packed in found.offices:
            _take_office(rules.unpack_office(packed), actor)
        found.offices = []
        found.save(update_fields=["offices"])
        return True
    waiting = ImportItem.objects.filter(source=found, is_chosen=True, version_id=None)
    some = list(waiting.order_by("ordinal")[:AT_ONCE])
    for item in some:
        _take_item(found.base, item, actor)
    if some:
        return True
    _finish(found, actor)
    return False


def _take_item(base: Base, item: ImportItem, actor: Actor) -> None:
    draft = rules.unpack_article(item.content)
    article = queries.find_article(base, draft)
    newest = articles.get_newest(article) if article else None
    there = articles.content_of(newest, article) if newest and article else None
    office = _find_office(draft)
    version = knowledge.store_draft(
        base=base,
        article=article,
        content=rules.merge(there, draft, office.id if office else None),
        external_id=draft.external_id,
        actor=actor,
    )
    item.version_id, item.article_id, item.content = version.id, version.article_id, {}
    item.save(update_fields=["version_id", "article_id", "content"])


def _take_office(draft: OfficeDraft, actor: Actor) -> None:
    """Describe an office as the file does; what the file leaves empty stays."""
    exported = queries.find_exported_office(draft)
    there = exported or _office_like(draft)
    names = ("address", "phone", "email", "website", "opening_hours", "accessibility")
    texts = {
        name: getattr(draft, name) or (getattr(there, name) if there else "") for name in names
    }
    facts = offices.OfficeFacts(
        name=draft.name,
        topics=draft.topics or tuple(there.topics if there else ()),
        places=draft.places or tuple(there.places if there else ()),
        is_public=there.is_public if there else True,
        external_id="" if exported else draft.external_id,
        **texts,
    )
    offices.save_office(office_id=there.id if there else None, facts=facts, actor=actor)


def _office_like(draft: OfficeDraft) -> Office | None:
    own = offices.queries.list_own_offices()
    same = own.filter(external_id=draft.external_id).first() if draft.external_id else None
    return same or find_by_name(draft.name)


def _finish(found: Import, actor: Actor) -> None:
    items = ImportItem.objects.filter(source=found)
    items.filter(is_chosen=False).update(content={})
    taken = items.filter(is_chosen=True)
    _set(found, ImportState.TAKEN)
    journal.record(
        "assistant.import.taken",
        actor=actor,
        obj=found,
        name=found.name,
        base=found.base.name,
        new=taken.filter(standing=ItemStanding.NEW).count(),
        changed=taken.filter(standing=ItemStanding.CHANGED).count(),
    )


def _release_some(found: Import, actor: Actor) -> bool:
    """Release some drafts of a file; tell whether there was one."""
    waiting = queries.list_to_release(found).order_by("id").values_list("id", flat=True)
    some = list(islice(waiting, AT_ONCE))
    if some:
        knowledge.release_all(base_id=found.base_id, version_ids=some, actor=actor)
    return bool(some)
