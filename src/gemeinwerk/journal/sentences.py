"""What a journal entry says, as a sentence. An event without one is shown by its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.members.models import RoleKind

SENTENCES: dict[str, Any] = {
    "archive.collection.created": gettext_lazy("Collection “%(name)s” created"),
    "archive.collection.changed": gettext_lazy(
        "Collection “%(name)s” changed (its name was “%(before)s”)"
    ),
    "archive.collection.state": gettext_lazy(
        "Records of “%(name)s” are now kept as: %(state)s (before: %(before)s)"
    ),
    "archive.record.kept": gettext_lazy(
        "Record “%(record)s” is now kept as: %(state)s (before: %(before)s)"
    ),
    "archive.period.confirmed": gettext_lazy(
        "Protective periods %(rule)s read and confirmed, from %(valid_from)s to %(valid_to)s"
    ),
    "archive.period.withdrawn": gettext_lazy(
        "Confirmation of protective periods %(rule)s withdrawn"
    ),
    "archive.request.made": gettext_lazy(
        "%(asker)s asked %(owner)s to see a record – purpose: %(purpose)s"
    ),
    "archive.request.withdrawn": gettext_lazy("%(asker)s withdrew its request to %(owner)s"),
    "archive.request.permitted": gettext_lazy(
        "%(owner)s permitted %(person)s (%(asker)s) to see “%(record)s”"
        " from %(valid_from)s to %(valid_to)s – purpose: %(purpose)s"
    ),
    "archive.request.refused": gettext_lazy(
        "%(owner)s refused the request of %(person)s (%(asker)s): %(grounds)s"
    ),
    "archive.permit.withdrawn": gettext_lazy(
        "%(owner)s withdrew the permit of %(person)s (%(asker)s) to see “%(record)s”: %(reason)s"
    ),
    "archive.search.shown": gettext_lazy(
        "Passages from %(hits)s pages shown to a partner in a search (%(collections)s)"
    ),
    "archive.intake.started": gettext_lazy("Intake into “%(collection)s” started"),
    "archive.document.received": gettext_lazy("File “%(name)s” received"),
    "archive.document.refused": gettext_lazy("File “%(name)s” could not be read: %(reason)s"),
    "archive.document.repeated": gettext_lazy("File “%(name)s” is read once more"),
    "archive.document.downloaded": gettext_lazy(
        "“%(document)s” from “%(record)s” downloaded by a partner"
    ),
    "archive.file.refused": gettext_lazy("File “%(name)s” refused: %(reason)s"),
    "archive.file.duplicate": gettext_lazy("File “%(name)s” was here already, not stored twice"),
    "archive.page.read": gettext_lazy(
        "A page of “%(record)s” (%(collection)s, %(document)s) read by a partner"
    ),
    "archive.page.denied": gettext_lazy("A page was asked for in vain by another authority"),
    "archive.page.failed": gettext_lazy("Page %(page)s could not be read: %(reason)s"),
    "archive.page.corrected": gettext_lazy("Text of page %(page)s corrected (version %(version)s)"),
    "archive.page.accepted": gettext_lazy("Text of page %(page)s found good"),
    "archive.record.changed": gettext_lazy(
        "Record %(file_number)s “%(title)s” described, person-related: %(is_personal)s"
    ),
    "assistant.base.created": gettext_lazy("Knowledge base “%(name)s” created"),
    "assistant.base.changed": gettext_lazy(
        "Knowledge base “%(name)s” changed (its name was “%(before)s”), for citizens: %(public)s"
    ),
    "assistant.article.drafted": gettext_lazy("Draft of “%(title)s” saved (version %(version)s)"),
    "assistant.article.released": gettext_lazy(
        "Article “%(title)s” released (version %(version)s)"
    ),
    "assistant.articles.released": gettext_lazy(
        "%(count)s articles of “%(base)s” released at once"
    ),
    "assistant.article.withdrawn": gettext_lazy("Article “%(title)s” withdrawn: %(reason)s"),
    "assistant.article.restored": gettext_lazy(
        "Version %(earlier)s of “%(title)s” taken up again as draft (version %(version)s)"
    ),
    "assistant.article.discarded": gettext_lazy("Draft of “%(title)s” discarded"),
    "assistant.article.reviewed": gettext_lazy(
        "Article “%(title)s” reviewed and found right, next review on %(until)s"
    ),
    "assistant.office.created": gettext_lazy("Office “%(name)s” described"),
    "assistant.office.changed": gettext_lazy("Office “%(name)s” described anew"),
    "assistant.office.removed": gettext_lazy("Office “%(name)s” removed"),
    "assistant.desk.set_up": gettext_lazy(
        "Public page “%(slug)s” set up, open: %(open)s, websites with the widget: %(origins)s"
    ),
    "assistant.import.read": gettext_lazy(
        "File “%(name)s” read for “%(base)s”: %(articles)s articles, %(offices)s offices"
    ),
    "assistant.import.taken": gettext_lazy(
        "From “%(name)s” taken over into “%(base)s” as drafts: %(new)s new, %(changed)s changed"
    ),
    "assistant.base.exported": gettext_lazy("Articles of “%(base)s” exported as %(format)s"),
    "members.person.invited": gettext_lazy("%(email)s invited as %(role)s"),
    "members.person.removed": gettext_lazy("%(person)s removed, was %(before)s"),
    "members.roles.changed": gettext_lazy(
        "Roles of %(person)s are now: %(roles)s (were: %(before)s)"
    ),
    "members.token.made": gettext_lazy(
        "Access key for “%(purpose)s” made, valid until %(expires_on)s"
    ),
    "members.token.withdrawn": gettext_lazy("Access key of %(person)s for “%(purpose)s” withdrawn"),
    "sharing.grant.opened": gettext_lazy(
        "%(owner)s opened “%(collection)s” to %(grantee)s from %(valid_from)s to %(valid_to)s"
        " – purpose: %(purpose)s – basis: %(basis)s"
    ),
    "sharing.grant.ended": gettext_lazy(
        "%(owner)s ended the grant of “%(collection)s” to %(grantee)s"
    ),
    "sharing.purpose.declared": gettext_lazy(
        "Declared that “%(collection)s” of %(owner)s is used at %(grantee)s only for: %(purpose)s"
    ),
    "governance.alliance.founded": gettext_lazy("Alliance “%(alliance)s” founded"),
    "governance.alliance.changed": gettext_lazy(
        "Alliance “%(alliance)s” described anew (its name was “%(before)s”)"
    ),
    "governance.member.invited": gettext_lazy(
        "%(alliance)s: %(member)s invited (standing: %(standing)s)"
    ),
    "governance.member.uninvited": gettext_lazy("%(alliance)s: invitation of %(member)s withdrawn"),
    "governance.member.joined": gettext_lazy(
        "%(alliance)s: %(member)s joined (standing: %(standing)s)"
    ),
    "governance.member.declined": gettext_lazy("%(alliance)s: %(member)s declined the invitation"),
    "governance.member.notice": gettext_lazy(
        "%(alliance)s: %(member)s gave notice, last day %(day)s"
    ),
    "governance.member.notice_withdrawn": gettext_lazy(
        "%(alliance)s: %(member)s withdrew its notice and stays"
    ),
    "governance.member.released": gettext_lazy(
        "%(alliance)s: %(member)s released by resolution, last day %(day)s"
    ),
    "governance.member.kept": gettext_lazy("%(alliance)s: release of %(member)s taken back"),
    "governance.member.standing": gettext_lazy(
        "%(alliance)s: standing of %(member)s is now “%(standing)s” (was “%(before)s”)"
    ),
    "governance.office.handed_over": gettext_lazy("%(alliance)s: %(member)s runs the office now"),
    "governance.body.created": gettext_lazy(
        "%(alliance)s: body “%(body)s” set up (%(kind)s), rule: %(rule)s"
    ),
    "governance.body.changed": gettext_lazy(
        "%(alliance)s: body “%(body)s” described anew (its name was “%(before)s”),"
        " proposes to: %(proposes_to)s"
    ),
    "governance.body.closed": gettext_lazy("%(alliance)s: body “%(body)s” closed"),
    "governance.body.rule": gettext_lazy(
        "%(alliance)s: “%(body)s” decides by the rule: %(rule)s (before: %(before)s)"
    ),
    "governance.seat.given": gettext_lazy(
        "%(alliance)s: %(member)s has a seat in “%(body)s”, votes: %(votes)s, chair: %(chairs)s"
    ),
    "governance.seat.changed": gettext_lazy(
        "%(alliance)s: seat of %(member)s in “%(body)s” changed, votes: %(votes)s,"
        " chair: %(chairs)s"
    ),
    "governance.seat.taken": gettext_lazy(
        "%(alliance)s: seat of %(member)s in “%(body)s” taken back"
    ),
    "governance.seat.named": gettext_lazy(
        "%(alliance)s: the seat of %(member)s in “%(body)s” is taken by %(holder)s,"
        " deputy: %(deputy)s"
    ),
    "governance.agreement.drafted": gettext_lazy(
        "%(alliance)s: agreement “%(agreement)s” drawn up"
    ),
    "governance.agreement.changed": gettext_lazy(
        "%(alliance)s: text or terms of “%(agreement)s” changed"
    ),
    "governance.agreement.decided": gettext_lazy(
        "%(alliance)s: %(member)s on “%(agreement)s” – %(organ)s on %(decided_on)s, consents:"
        " %(consents)s (%(reference)s)"
    ),
    "governance.agreement.signed": gettext_lazy("%(alliance)s: %(member)s signed “%(agreement)s”"),
    "governance.agreement.joining": gettext_lazy(
        "%(alliance)s: %(member)s asks to join “%(agreement)s”"
    ),
    "governance.agreement.requested": gettext_lazy(
        "%(alliance)s: %(member)s applied for approval of “%(agreement)s” on %(requested_on)s"
        " (%(authority)s)"
    ),
    "governance.agreement.received": gettext_lazy(
        "%(alliance)s: the authority received the application for “%(agreement)s” on"
        " %(received_on)s"
    ),
    "governance.agreement.answered": gettext_lazy(
        "%(alliance)s: answer of the authority on “%(agreement)s” on %(day)s: %(answer)s;"
        " remark: %(note)s"
    ),
    "governance.agreement.deemed": gettext_lazy(
        "%(alliance)s: approval of “%(agreement)s” deemed given from %(day)s; reason: %(note)s"
    ),
    "governance.agreement.published": gettext_lazy(
        "%(alliance)s: “%(agreement)s” published on %(published_on)s (%(published_in)s)"
    ),
    "governance.agreement.by_hand": gettext_lazy(
        "%(alliance)s: first day of “%(agreement)s” entered by hand: %(day)s – %(reason)s"
    ),
    "governance.agreement.in_force": gettext_lazy(
        "%(alliance)s: “%(agreement)s” is in force from %(day)s on"
    ),
    "governance.agreement.notice": gettext_lazy(
        "%(alliance)s: %(member)s gave notice of “%(agreement)s”, last day %(last_day)s –"
        " %(reason)s"
    ),
    "governance.agreement.end_published": gettext_lazy(
        "%(alliance)s: ending of “%(agreement)s” published on %(published_on)s (%(published_in)s),"
        " last day %(last_day)s"
    ),
    "governance.agreement.leaving": gettext_lazy(
        "%(alliance)s: %(member)s leaves “%(agreement)s”, last day %(last_day)s – %(reason)s"
    ),
    "governance.agreement.ended": gettext_lazy(
        "%(alliance)s: “%(agreement)s” has ended, last day %(day)s"
    ),
    "governance.agreement.filed": gettext_lazy(
        "%(alliance)s: document “%(document)s” filed for “%(agreement)s”"
    ),
    "governance.agreement.withdrawn": gettext_lazy(
        "%(alliance)s: document “%(document)s” for “%(agreement)s” withdrawn"
    ),
    "governance.motion.proposed": gettext_lazy("%(alliance)s: motion “%(motion)s” proposed"),
    "governance.motion.withdrawn": gettext_lazy("%(alliance)s: motion “%(motion)s” withdrawn"),
    "governance.vote.opened": gettext_lazy(
        "%(alliance)s: vote on “%(motion)s” opened, last moment of a written procedure:"
        " %(closes_at)s"
    ),
    "governance.vote.cast": gettext_lazy(
        "%(alliance)s: %(member)s voted on “%(motion)s”: %(choice)s,"
        " objection to the written procedure: %(objects)s"
    ),
    "governance.vote.closed": gettext_lazy(
        "%(alliance)s: vote on “%(motion)s” closed, result: %(result)s"
    ),
    "governance.resolution.adopted": gettext_lazy(
        "%(alliance)s: “%(motion)s” adopted as resolution “%(resolution)s”"
    ),
    "governance.resolution.repealed": gettext_lazy(
        "%(alliance)s: resolution “%(resolution)s” repealed by %(by)s"
    ),
    "governance.effect.carried_out": gettext_lazy(
        "%(alliance)s: “%(effect)s” of resolution “%(resolution)s” carried out"
    ),
    "governance.effect.undone": gettext_lazy(
        "%(alliance)s: “%(effect)s” of “%(motion)s” is over: %(reason)s"
    ),
    "governance.own_decision.entered": gettext_lazy(
        "%(alliance)s: own decision of %(member)s about “%(motion)s” entered, consents:"
        " %(consents)s – %(organ)s, %(decided_on)s, %(reference)s"
    ),
    "costs.key.drafted": gettext_lazy(
        "%(alliance)s: cost key “%(name)s” drafted (version %(version)s)"
    ),
    "costs.key.set": gettext_lazy("%(alliance)s: cost key “%(name)s” (version %(version)s) set"),
    "costs.key.ended": gettext_lazy(
        "%(alliance)s: cost key “%(name)s” (version %(version)s) counts no more"
    ),
    "costs.budget.drafted": gettext_lazy(
        "%(alliance)s: budget “%(name)s” drafted – %(project)s %(year)s, %(amount)s"
    ),
    "costs.budget.set": gettext_lazy(
        "%(alliance)s: budget “%(name)s” released – %(project)s %(year)s, %(amount)s"
    ),
    "costs.budget.ended": gettext_lazy(
        "%(alliance)s: budget “%(name)s” ended – %(project)s %(year)s, %(amount)s"
    ),
    "costs.draft.dropped": gettext_lazy("%(alliance)s: draft “%(name)s” dropped"),
    "costs.figure.entered": gettext_lazy(
        "%(alliance)s: %(member)s entered “%(figure)s” as of %(day)s: %(value)s"
        " (before: %(before)s), source: %(source)s"
    ),
    "costs.plan.entered": gettext_lazy(
        "%(alliance)s: %(amount)s planned for %(project)s in %(year)s by “%(key)s”"
    ),
    "costs.actual.entered": gettext_lazy(
        "%(alliance)s: %(member)s entered costs of %(amount)s for %(project)s in %(year)s"
    ),
    "costs.line.withdrawn": gettext_lazy(
        "%(alliance)s: amount withdrawn – %(member)s, %(project)s %(year)s, %(amount)s"
    ),
    "costs.saving.opened": gettext_lazy(
        "%(alliance)s: saving by %(project)s to be estimated before %(starts_on)s"
    ),
    "costs.estimate.entered": gettext_lazy(
        "%(alliance)s: %(member)s estimates for %(project)s: %(baseline)s a year before,"
        " %(new_cost)s afterwards, %(one_off)s once"
    ),
    "costs.saving.stated": gettext_lazy(
        "%(alliance)s: circumstances of the saving by %(project)s stated"
    ),
    "governance.project.brought": gettext_lazy("%(alliance)s: project “%(project)s” brought in"),
    "governance.project.changed": gettext_lazy("%(alliance)s: project “%(project)s” changed"),
    "governance.project.idea": gettext_lazy("%(alliance)s: “%(project)s” is an idea now"),
    "governance.project.approved": gettext_lazy(
        "%(alliance)s: project “%(project)s” approved by %(resolution)s"
    ),
    "governance.project.pilot": gettext_lazy(
        "%(alliance)s: project “%(project)s” is tried out, by %(resolution)s"
    ),
    "governance.project.live": gettext_lazy(
        "%(alliance)s: project “%(project)s” taken into operation by %(resolution)s"
    ),
    "governance.project.stopped": gettext_lazy(
        "%(alliance)s: project “%(project)s” stopped by %(resolution)s"
    ),
    "governance.project.undone": gettext_lazy(
        "%(alliance)s: what %(resolution)s did with project “%(project)s” was undone"
    ),
    "governance.project.reusable": gettext_lazy(
        "%(alliance)s: project “%(project)s” can be reused as “%(solution)s”"
    ),
    "governance.project.partner_asked": gettext_lazy(
        "%(alliance)s: %(member)s asks to take part in “%(project)s”"
    ),
    "governance.project.partner_accepted": gettext_lazy(
        "%(alliance)s: %(member)s takes part in “%(project)s”"
    ),
    "governance.project.partner_left": gettext_lazy(
        "%(alliance)s: %(member)s does not take part in “%(project)s” any more"
    ),
    "governance.project.lead_changed": gettext_lazy(
        "%(alliance)s: %(member)s leads project “%(project)s” now"
    ),
    "governance.project.goal_set": gettext_lazy(
        "%(alliance)s: goal “%(goal)s” of “%(project)s” written"
    ),
    "governance.project.goal_removed": gettext_lazy(
        "%(alliance)s: goal “%(goal)s” of “%(project)s” removed"
    ),
    "governance.project.measured": gettext_lazy(
        "%(alliance)s: “%(goal)s” of “%(project)s” measured on %(read_on)s: %(value)s"
    ),
    "governance.project.reading_removed": gettext_lazy(
        "%(alliance)s: reading %(value)s of %(read_on)s for “%(goal)s” (“%(project)s”) taken back"
    ),
    "governance.project.milestone_set": gettext_lazy(
        "%(alliance)s: milestone “%(milestone)s” of “%(project)s” written, due on %(due_on)s"
    ),
    "governance.project.capacity_offered": gettext_lazy(
        "%(alliance)s: %(member)s puts people into “%(project)s”"
    ),
    "governance.project.capacity_withdrawn": gettext_lazy(
        "%(alliance)s: %(member)s takes back people from “%(project)s”"
    ),
    "governance.project.standards_chosen": gettext_lazy(
        "%(alliance)s: project “%(project)s” uses: %(standards)s"
    ),
    "governance.standard.entered": gettext_lazy(
        "%(alliance)s: “%(standard)s” entered into the register"
    ),
    "governance.standard.changed": gettext_lazy(
        "%(alliance)s: entry “%(standard)s” of the register changed"
    ),
    "governance.standard.adopted": gettext_lazy(
        "%(alliance)s: standard “%(standard)s” adopted by %(resolution)s"
    ),
    "governance.standard.ended": gettext_lazy(
        "%(alliance)s: standard “%(standard)s” is not binding by %(resolution)s any more"
    ),
    "governance.solution.described": gettext_lazy(
        "%(alliance)s: solution “%(solution)s” of “%(project)s” described"
    ),
    "governance.solution.changed": gettext_lazy(
        "%(alliance)s: description of solution “%(solution)s” changed"
    ),
    "governance.solution.opened": gettext_lazy(
        "%(alliance)s: solution “%(solution)s” open to the alliance from %(alliance_from)s, to all"
        " from %(everyone_from)s"
    ),
    "governance.solution.adopted": gettext_lazy("%(member)s adopts solution “%(solution)s”"),
    "governance.solution.left": gettext_lazy(
        "%(member)s does not adopt solution “%(solution)s” any more"
    ),
    "governance.meeting.notice_set": gettext_lazy(
        "%(alliance)s: “%(body)s” is invited %(days)s %(unit)s before a meeting"
    ),
    "governance.meeting.planned": gettext_lazy(
        "%(alliance)s: “%(title)s” of “%(body)s” planned – %(days)s"
    ),
    "governance.meeting.changed": gettext_lazy(
        "%(alliance)s: “%(title)s” of “%(body)s” changed, now on %(at)s (was: %(before)s)"
    ),
    "governance.meeting.invited": gettext_lazy(
        "%(alliance)s: invited to “%(title)s” of “%(body)s” on %(at)s, urgent: %(urgent)s"
    ),
    "governance.meeting.agenda_changed": gettext_lazy(
        "%(alliance)s: agenda of “%(body)s” on %(at)s changed after the invitation: %(item)s"
    ),
    "governance.meeting.topic_brought": gettext_lazy(
        "%(alliance)s: topic “%(title)s” brought to “%(body)s”"
    ),
    "governance.meeting.topic_withdrawn": gettext_lazy(
        "%(alliance)s: topic “%(title)s” for “%(body)s” taken back"
    ),
    "governance.meeting.second_called": gettext_lazy(
        "%(alliance)s: second meeting of “%(body)s” on %(at)s, the first was on %(first)s"
    ),
    "governance.meeting.cancelled": gettext_lazy(
        "%(alliance)s: “%(title)s” of “%(body)s” on %(at)s cancelled – %(reason)s"
    ),
    "governance.meeting.held": gettext_lazy(
        "%(alliance)s: “%(title)s” of “%(body)s” on %(at)s held, %(present)s of %(seats)s seats"
        " took part"
    ),
    "governance.minutes.released": gettext_lazy(
        "%(alliance)s: minutes of “%(body)s” on %(at)s released, check sum %(sha256)s"
    ),
    "governance.minutes.published": gettext_lazy(
        "%(alliance)s: minutes of “%(body)s” on %(at)s opened to everybody"
    ),
    "governance.minutes.withdrawn": gettext_lazy(
        "%(alliance)s: minutes of “%(body)s” on %(at)s no longer open to everybody"
    ),
    "governance.task.given": gettext_lazy(
        "%(alliance)s: task for %(member)s until %(due_on)s – %(what)s"
    ),
    "governance.task.done": gettext_lazy("%(alliance)s: %(member)s has done the task – %(what)s"),
    "governance.task.reopened": gettext_lazy(
        "%(alliance)s: %(member)s has not done the task after all – %(what)s"
    ),
    "assistant.handover.made": gettext_lazy("A colleague's question passed on to the editors"),
    "assistant.handover.taken": gettext_lazy("Handed-over question taken into work"),
    "assistant.handover.put_back": gettext_lazy("Handed-over question put back"),
    "assistant.handover.answered": gettext_lazy("Handed-over question answered"),
    "assistant.handover.closed": gettext_lazy("Handed-over question closed without an answer"),
    "assistant.handover.written_up": gettext_lazy(
        "Answer to a handed-over question made the draft of an article"
    ),
    "assistant.gap.written_up": gettext_lazy("Article begun for a gap"),
    "assistant.gap.closed": gettext_lazy("Gap closed with the article “%(article)s”"),
    "assistant.gap.dismissed": gettext_lazy("Gap set aside: not for this authority"),
    "assistant.gap.reopened": gettext_lazy("Gap opened again"),
    "assistant.question.forgotten": gettext_lazy("A question without an answer deleted by hand"),
    "assistant.measured": gettext_lazy("Own questions asked as a measurement: “%(name)s”"),
    "assistant.forgotten": gettext_lazy(
        "Time to keep is over: %(handovers)s handed-over questions,"
        " %(questions)s questions without an answer and %(gaps)s gaps deleted"
    ),
}

GROUPS: dict[str, Any] = {
    "archive.collection.": gettext_lazy("Collections"),
    "archive.intake.": gettext_lazy("Intakes"),
    "archive.file.": gettext_lazy("Refused files"),
    "archive.document.": gettext_lazy("Documents"),
    "archive.record.": gettext_lazy("Records"),
    "archive.period.": gettext_lazy("Protective periods"),
    "archive.request.": gettext_lazy("Requests to see a record"),
    "archive.permit.": gettext_lazy("Permits that were withdrawn"),
    "archive.search.": gettext_lazy("Passages shown by the search"),
    "archive.page.": gettext_lazy("Pages (reading, correction)"),
    "sharing.": gettext_lazy("Grants"),
    "members.": gettext_lazy("People and roles"),
    "governance.motion.": gettext_lazy("Motions"),
    "governance.vote.": gettext_lazy("Votes"),
    "governance.resolution.": gettext_lazy("Resolutions"),
    "governance.effect.": gettext_lazy("Effects of resolutions"),
    "governance.own_decision.": gettext_lazy("Own decisions"),
    "governance.": gettext_lazy("Alliances"),
    "costs.": gettext_lazy("Costs"),
    "assistant.handover.": gettext_lazy("Handed-over questions"),
    "assistant.gap.": gettext_lazy("Gaps"),
    "assistant.": gettext_lazy("Knowledge and answers"),
}

#: Codes that an event records as a fact, by name and value.
WORDS: dict[tuple[str, str], Any] = {
    ("choice", ""): gettext_lazy("no vote"),
    ("choice", "yes"): gettext_lazy("yes"),
    ("choice", "no"): gettext_lazy("no"),
    ("choice", "abstain"): gettext_lazy("abstention"),
    ("result", "adopted"): gettext_lazy("adopted"),
    ("result", "failed"): gettext_lazy("not adopted"),
    ("result", "proposed"): gettext_lazy("no decision, the motion waits for a meeting"),
    ("reason", "repealed"): gettext_lazy("its resolution was repealed"),
    ("reason", "expired"): gettext_lazy("its last day is over"),
    ("reason", "agreement_ended"): gettext_lazy("the agreement on which it rested has ended"),
    ("reason", "never_begun"): gettext_lazy("it never began"),
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Facts(dict[str, str]):
    """Facts as text; one that an old entry lacks is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(event: str, facts: Mapping[str, Any]) -> str:
    """Return what happened, in the language of the page; the code itself for an unknown event."""
    template = SENTENCES.get(event)
    if template is None:
        return event
    return str(template) % _Facts({name: _word(name, value) for name, value in facts.items()})


def _word(name: str, value: Any) -> str:
    """Return a fact for reading; a code by its word."""
    known = WORDS.get((name, value)) if isinstance(value, str) else None
    return _text(value) if known is None else str(known)


def _text(value: Any) -> str:
    """Return a fact for reading: German days, yes and no, roles by their names."""
    if value is None:
        return _("further notice")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "–"
    text = str(value)
    if ISO_DAY.fullmatch(text):
        return date.fromisoformat(text).strftime("%d.%m.%Y")
    return str(RoleKind(text).label) if text in RoleKind.values else text or "–"
