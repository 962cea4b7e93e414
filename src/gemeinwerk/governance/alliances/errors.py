"""Why something about an alliance, its members, bodies or seats was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class InvitationUnknown(NotFound):
    message = _("There is no open invitation. It may have been answered or withdrawn.")


class MembershipUnknown(NotFound):
    message = _("This authority does not belong to the alliance.")


class BodyUnknown(NotFound):
    message = _("This body does not exist in the alliance.")


class SeatUnknown(NotFound):
    message = _("This seat does not exist. It may have been taken back.")


class NameMissing(UserError):
    message = _("A name is needed. Enter one with at least one letter.")


class LandUnknown(UserError):
    message = _("“%(land)s” is no Land. Choose one from the list.")


class AllianceNameTaken(UserError):
    message = _("Your authority belongs to an alliance “%(name)s” already. Choose another name.")


class MemberNotHere(UserError):
    message = _(
        "No authority with the key or name “%(key)s” works here. Check the official key (AGS), or"
        " the exact name of an association or company. If it is right, ask those who run this"
        " installation to admit it."
    )


class AlreadyInvited(UserError):
    message = _("%(member)s was invited on %(day)s already. Its head has to answer now.")


class AlreadyMember(UserError):
    message = _("%(member)s belongs to the alliance already.")


class NeedsAdmission(UserError):
    message = _(
        "The members have concluded an agreement, so new ones are admitted by a resolution. Write"
        " a motion with the effect “Admit a member”."
    )


class InvitationAnswered(UserError):
    message = _("%(member)s has answered the invitation already. It cannot be withdrawn any more.")


class AlreadyLeaving(UserError):
    message = _(
        "The last day of your authority in the alliance is %(day)s already. There is nothing left"
        " to do."
    )


class NotLeaving(UserError):
    message = _("No notice is running. There is nothing to withdraw.")


class LeavesByResolution(UserError):
    message = _(
        "The alliance has decided that your authority leaves on %(day)s. Only another resolution"
        " changes that."
    )


class LeavesTooEarly(UserError):
    message = _("The last day can be %(day)s at the earliest. Choose that day or a later one.")


class NoNoticeAgreed(UserError):
    message = _(
        "“%(title)s” runs for a fixed term until %(end)s and names no notice. Before that day your"
        " authority can leave only by a resolution of the alliance."
    )


class OfficeLast(UserError):
    message = _("Your authority runs the office. Hand it over to another member first.")


class OfficeNeedsVoting(UserError):
    message = _(
        "%(member)s cannot run the office: it is an associated member or a provider, or it leaves."
        " Choose a founding or ordinary member."
    )


class StandingUnknown(UserError):
    message = _("There is no standing “%(standing)s”. Choose one from the list.")


class BodyNameTaken(UserError):
    message = _("The alliance has a body “%(name)s” already. Choose another name.")


class KindUnknown(UserError):
    message = _("There is no kind of body “%(kind)s”. Choose one from the list.")


class BodyClosed(UserError):
    message = _("“%(body)s” was closed on %(day)s. Nothing can be changed there any more.")


class BodyBusy(UserError):
    message = _(
        "“%(body)s” still has motions that are not decided: %(numbers)s. Decide or withdraw them"
        " first."
    )


class BodyAwaited(UserError):
    message = _("“%(body)s” is where %(others)s proposes to. Change their right of proposal first.")


class VoteRuns(UserError):
    message = _(
        "A vote is open in “%(body)s” (%(numbers)s). Seats and votes stay as they are until it is"
        " closed."
    )


class ProposesInCircle(UserError):
    message = _(
        "“%(body)s” would propose to itself in the end. Choose a body that does not propose back."
    )


class RuleNeedsSource(UserError):
    message = _("A rule of your own needs its source. Name the statute or the rules of procedure.")


class SeatTaken(UserError):
    message = _("%(member)s has a seat in “%(body)s” already.")


class NoVotesThere(UserError):
    message = _(
        "%(member)s is an associated member or a provider: its seat has advice only. Enter 0 votes."
    )


class TooManyVotes(UserError):
    message = _("A seat has 0 to %(limit)d votes. Enter a whole number in between.")


class NotYourSeat(NotFound):
    message = _("Your authority has no such seat.")


class NotAColleague(UserError):
    message = _("Only people who work for your authority can take its seat. Choose from the list.")


class SameTwice(UserError):
    message = _("Nobody can be their own deputy. Choose two different people.")
