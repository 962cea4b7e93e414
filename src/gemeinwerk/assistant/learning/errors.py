"""What may be refused around gaps and measurements, and what to do then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class GapUnknown(NotFound):
    message = _("There is no such gap. It may have been removed meanwhile.")


class MeasurementUnknown(NotFound):
    message = _("There is no such measurement.")


class AlreadyDecided(UserError):
    message = _("A colleague has closed or set aside this gap already.")


class NotDecided(UserError):
    message = _("This gap is open already.")


class ArticleNotReleased(UserError):
    message = _("Only a released article closes a gap. Release it first, then come back.")


class QuestionsUnreadable(UserError):
    message = _(
        "The file with questions cannot be read: %(reason)s. It must be CSV or JSONL with"
        " a column “question”."
    )


class QuestionsWrong(UserError):
    message = _("Line %(line)d of the file with questions: %(reason)s.")


class NoQuestions(UserError):
    message = _("There are no questions in the file.")


class NothingToAsk(UserError):
    message = _("%(member)s has no open public page. Measure with --as clerk, or open the page.")
