"""What may be refused around answers and articles, and what to do then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class BaseUnknown(NotFound):
    message = _("There is no such knowledge base, or it is not open to you.")


class ArticleUnknown(NotFound):
    message = _("There is no such article, or it was withdrawn. Ask again to find what holds now.")


class OfficeUnknown(NotFound):
    message = _("There is no such office. It may have been removed meanwhile.")


class DeskUnknown(NotFound):
    message = _("There is no such public page. The authority may have closed it.")


class QuestionEmpty(UserError):
    message = _("Please write a question, for example: “What do I need for a building permit?”")


class QuestionTooLong(UserError):
    message = _("The question has %(size)d characters; please say it in at most %(limit)d.")
