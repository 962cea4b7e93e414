"""From what queries find to what the interface answers."""

from __future__ import annotations

from gemeinwerk.governance import models, queries
from gemeinwerk.governance.agreements import queries as agreements
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.interface import shapes
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.governance.projects.models import Step
from gemeinwerk.governance.projects.queries import Line as ProjectLine
from gemeinwerk.governance.projects.queries import StepLine
from gemeinwerk.governance.voting import queries as voting
from gemeinwerk.governance.voting.rules import Choice
from gemeinwerk.sharing.queries import Line as GrantLine


def read_alliance(line: alliances.Line) -> shapes.Alliance:
    """Return an alliance with the acting member's place in it."""
    one = line.alliance
    return shapes.Alliance(
        id=one.id,
        name=one.name,
        purpose=one.purpose,
        land=one.land,
        is_public=one.is_public,
        founded_at=one.founded_at,
        members=line.members,
        standing=models.Standing(line.membership.standing),
    )


def read_membership(one: models.Membership) -> shapes.Membership:
    """Return a member's place in an alliance."""
    return shapes.Membership(
        id=one.id,
        member=one.member_name,
        standing=models.Standing(one.standing),
        runs_office=one.runs_office,
        joined_on=one.joined_on,
        left_on=one.left_on,
    )


def read_body(one: models.Body) -> shapes.Body:
    """Return a body with its rule and seats."""
    row = one.rule
    rule = shapes.Rule(row.key, row.version, row.name, row.reference) if row else None
    seats = alliances.list_seats(one)
    return shapes.Body(
        id=one.id,
        kind=models.BodyKind(one.kind),
        name=one.name,
        task=one.task,
        is_public=one.is_public,
        rule=rule,
        proposes_to=one.proposes_to_id,
        seats=[shapes.Seat(seat.member_name, seat.votes, seat.chairs) for seat in seats],
    )


def read_motion(one: models.Motion) -> shapes.Motion:
    """Return a motion without its text."""
    return shapes.Motion(
        id=one.id,
        number=one.number,
        title=one.title,
        state=models.MotionState(one.state),
        body=one.body_id,
        proposed_by=one.proposed_by_id,
        is_public=one.is_public,
        procedure=models.Procedure(one.procedure) if one.procedure else None,
        proposed_at=one.proposed_at,
        opened_at=one.opened_at,
        closes_at=one.closes_at,
        closed_at=one.closed_at,
    )


def read_motion_in_full(one: models.Motion) -> shapes.MotionInFull:
    """Return a motion with text, votes and effects, as its page shows them."""
    resolution = voting.get_resolution_of(one)
    return shapes.MotionInFull(
        motion=read_motion(one),
        text=one.text,
        reasons=one.reasons,
        grade=one.grade,
        reach=one.reach,
        costs=one.costs,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        count=_read_count(one) if one.electorate and one.opened_at else None,
        effects=[read_effect(line) for line in effects.list_effects(one)],
        resolution=resolution.id if resolution else None,
    )


def _read_count(motion: models.Motion) -> shapes.Count:
    count = voting.count_votes(motion)
    outcome = count.outcome
    return shapes.Count(
        rule=count.rule.name,
        yes=outcome.yes,
        no=outcome.no,
        abstain=outcome.abstain,
        missing=outcome.missing,
        has_quorum=outcome.has_quorum,
        is_adopted=outcome.adopted,
        is_closed=outcome.closed,
        votes=_read_votes(motion),
    )


def _read_votes(motion: models.Motion) -> list[shapes.Vote]:
    said = {vote.member_id: vote.choice for vote in voting.list_votes(motion)}
    return [
        shapes.Vote(
            member=entry["name"],
            votes=entry["weight"],
            choice=Choice(said[entry["member_id"]]) if said.get(entry["member_id"]) else None,
        )
        for entry in motion.electorate
    ]


def read_effect(line: effects.Line) -> shapes.Effect:
    """Return an effect, where it stands and what is missing."""
    one = line.effect
    return shapes.Effect(
        id=one.id,
        motion=one.motion_id,
        kind=one.kind,
        label=str(line.kind.label),
        standing=line.standing,
        facts=[shapes.Fact(str(name), str(value)) for name, value in line.rows],
        missing=[shapes.Missing(m.code, str(m.text), str(m.who)) for m in line.missing],
        carried_out_at=one.carried_out_at,
        undone_at=one.undone_at,
    )


def read_resolution(one: models.Resolution) -> shapes.Resolution:
    """Return a resolution, and whether it counts today."""
    return shapes.Resolution(
        id=one.id,
        number=one.number,
        title=one.title,
        motion=one.motion_id,
        force=voting.describe_resolution(one),
        is_public=one.is_public,
        adopted_at=one.adopted_at,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        repealed_at=one.repealed_at,
        repealed_by=one.repealed_by_id,
    )


def read_resolution_in_full(one: models.Resolution) -> shapes.ResolutionInFull:
    """Return a resolution with its text and effects."""
    lines = effects.list_effects(one.motion)
    return shapes.ResolutionInFull(
        resolution=read_resolution(one),
        text=one.motion.text,
        effects=[read_effect(line) for line in lines],
    )


def read_agreement(line: agreements.Line) -> shapes.Agreement:
    """Return an agreement, where it stands today and what is missing."""
    one = line.agreement
    return shapes.Agreement(
        id=one.id,
        title=one.title,
        form=models.AgreementForm(one.form),
        transfer=models.TaskTransfer(one.transfer),
        state=line.state,
        term=models.Term(one.term),
        in_force_from=one.in_force_from,
        ends_on=one.ends_on,
        missing=[shapes.Missing(m.code, str(m.sentence), str(m.who)) for m in line.missing],
    )


def read_agreement_in_full(one: models.Agreement) -> shapes.AgreementInFull:
    """Return an agreement with its text and parties."""
    parties = [
        shapes.Party(p.member_name, p.consents, p.decided_on, p.signed_on, p.ends_on)
        for p in one.parties.all()
    ]
    return shapes.AgreementInFull(
        agreement=read_agreement(agreements.describe(one)),
        text=one.text,
        task=one.task,
        parties=parties,
    )


def read_project(line: ProjectLine) -> shapes.Project:
    """Return a project with the stage that it shows today."""
    one = line.project
    return shapes.Project(
        id=one.id,
        title=one.title,
        summary=one.summary,
        stage=line.stage,
        lead=one.lead_name,
        group=one.group_id,
    )


def read_project_in_full(line: ProjectLine) -> shapes.ProjectInFull:
    """Return a project with its way and its partners."""
    return shapes.ProjectInFull(
        project=read_project(line),
        steps=[_read_step(step) for step in projects.list_steps(line.project)],
        partners=[
            shapes.Partner(partner.member_name, partner.accepted_at is not None)
            for partner in projects.list_partners(line.project)
        ],
    )


def _read_step(line: StepLine) -> shapes.Step:
    one: Step = line.step
    return shapes.Step(
        stage=projects.Stage(one.stage),
        taken_at=one.taken_at,
        reason=one.reason,
        resolution=line.resolution.id if line.resolution else None,
        undone_at=one.undone_at,
    )


def read_grant(line: GrantLine, member_id: int) -> shapes.Grant:
    """Return a grant that the acting member gives or receives, and whether it is open today."""
    one = line.grant
    return shapes.Grant(
        id=one.id,
        is_own=one.member_id == member_id,
        owner=one.member.name,
        grantee=one.grantee.name,
        collection=one.subject,
        is_base=one.is_base,
        right=shapes.Right(one.right),
        includes_personal=one.includes_personal,
        roles=list(one.roles),
        purpose=one.purpose,
        basis=one.basis,
        legal_basis=one.legal_basis,
        effect=one.effect_id,
        state=line.state,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        opened_at=one.opened_at,
        ended_at=one.ended_at,
    )


def get_line(alliance: models.Alliance) -> alliances.Line:
    """Return an alliance as ``alliances.list_lines`` does."""
    members = queries.list_memberships(alliance).count()
    return alliances.Line(alliance, alliances.get_own_membership(alliance), members)
