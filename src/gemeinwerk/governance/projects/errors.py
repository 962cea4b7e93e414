"""Why something about a project, a standard or a solution was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError


class ProjectUnknown(NotFound):
    message = _("This project does not exist. It may belong to another alliance.")


class PlanUnknown(NotFound):
    message = _("This part of the project does not exist. Go back to the project.")


class StandardUnknown(NotFound):
    message = _("This standard does not exist. It may belong to another alliance.")


class SolutionUnknown(NotFound):
    message = _("This solution does not exist, or it is not open to your authority.")


class ProjectNamedTwice(UserError):
    message = _("The alliance has a project “%(name)s” already. Choose another name.")


class StandardNamedTwice(UserError):
    message = _(
        "The register has “%(name)s” in version %(version)s already. Change that entry, or enter"
        " another version."
    )


class StandardAdopted(UserError):
    message = _("“%(name)s” is adopted already. There is nothing left to decide.")


class StandardIsFixed(UserError):
    message = _(
        "A motion names this entry, so it stays as it was proposed. Enter another version instead."
    )


class NotTheAuthor(NotAllowed):
    message = _("Only %(author)s may change this entry, because it made it. Ask there.")


class StageNotReached(UserError):
    message = _(
        "The project cannot take this step from where it stands. Open the project: it says what"
        " comes next and who does it."
    )


class NotTheLead(NotAllowed):
    message = _("Only %(lead)s, which leads the project, may do this. Ask it.")


class ProjectIsStopped(UserError):
    message = _("The project was stopped. Nothing is planned for it any more.")


class PartnerAlready(UserError):
    message = _("Your authority takes part already, or has asked to. There is nothing left to do.")


class NotAPartner(UserError):
    message = _(
        "%(member)s does not take part in the project. Let it join first, then hand over the lead."
    )


class LeadStays(UserError):
    message = _("Your authority leads the project. Hand over the lead first, then leave.")


class NumberNotUnderstood(UserError):
    message = _("“%(text)s” is not a number as it is used here. Write it like 1.234,5.")


class GoalWithoutWay(UserError):
    message = _("Start value and target are the same. Enter a target that differs.")


class GoalIsMeasured(UserError):
    message = _("Something was measured for this goal already, so it stays. Change it instead.")


class NotTakingPart(NotAllowed):
    message = _("Only who takes part in the project may do this. Ask its lead to join.")


class ReadingTooEarly(UserError):
    message = _("The reading is of %(day)s, before the start of %(start)s. Check the day.")


class ReadingInFuture(UserError):
    message = _("%(day)s has not come yet. Enter what was measured, with its day.")


class DatesReversed(UserError):
    message = _("The last day %(end)s is before the first day %(start)s. Check the dates.")


class AddressNotHttps(UserError):
    message = _(
        "“%(address)s” cannot be used as a link. Enter a complete address that begins with https://"
    )


class OpensTooEarly(UserError):
    message = _(
        "All authorities would see the solution from %(day)s, but the alliance only later or never."
        " Open it to the alliance on that day at the latest."
    )


class LicenceMissing(UserError):
    message = _("Describe the licence in your own words, or choose one from the list.")


class TooEarlyForSolution(UserError):
    message = _(
        "A solution is described once the project is tried out. Let the alliance decide on the"
        " pilot first."
    )


class OwnSolution(UserError):
    message = _("Your authority leads the project behind this solution and need not adopt it.")


class NoAdoption(UserError):
    message = _("Your authority has not adopted this solution. There is nothing to take back.")
