"""What may be refused around bases, articles, offices and the public page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class VersionUnknown(NotFound):
    message = _("There is no such version of this article.")


class ImportUnknown(NotFound):
    message = _("There is no such file. It may have been discarded meanwhile.")


class NameMissing(UserError):
    message = _("Please enter a name.")


class BaseNameTaken(UserError):
    message = _("Your authority already has a knowledge base “%(name)s”. Choose another name.")


class OfficeNameTaken(UserError):
    message = _("Your authority already has an office “%(name)s”. Choose another name.")


class OfficeInUse(UserError):
    """Fact: ``count`` of articles."""

    message = _(
        "%(count)d articles name this office. Give them another one first, then remove this."
    )


class TitleMissing(UserError):
    message = _("Please enter a title, as people would look for it.")


class BodyMissing(UserError):
    message = _("Please write the text. Answers are quoted from it.")


class PlainTooLong(UserError):
    message = _(
        "The plain-language text has %(size)d characters; up to %(limit)d are possible. Shorten it."
    )


class TooMany(UserError):
    message = _("Up to %(limit)d entries are possible. Leave out some of them.")


class ChangedMeanwhile(UserError):
    """Somebody saved the article after this editor had opened it. Fact: ``by``."""

    message = _(
        "%(by)s has changed this article meanwhile. Your text is still in the form, nothing is"
        " lost. Compare both, then save again."
    )


class AlreadyWritten(UserError):
    message = _("This article was written already. You find it in the list of the knowledge base.")


class NotAsSeen(UserError):
    message = _(
        "The draft was changed after you had opened this page. Read it again, then release it."
    )


class AlreadyReleased(UserError):
    message = _("This version is released already. There is nothing left to do.")


class NotReleased(UserError):
    message = _("Only a released article can be withdrawn. This one is not, or no longer.")


class ReasonMissing(UserError):
    message = _("Please say why the article is withdrawn. It is kept in the journal.")


class DraftInTheWay(UserError):
    message = _("There is a draft of this article already. Release or discard it first.")


class NoDraft(UserError):
    message = _("There is no draft of this article, or no longer.")


class SlugInvalid(UserError):
    message = _(
        "The address may hold small letters, digits and single hyphens, 3 to 60 signs, for"
        " example “landkreis-musterland”."
    )


class SlugTaken(UserError):
    message = _("The address “%(slug)s” is taken. Choose another one.")


class OriginInvalid(UserError):
    message = _(
        "“%(origin)s” is not the address of a website. Write it like https://www.example.org,"
        " without anything behind it."
    )


class KeepDaysInvalid(UserError):
    message = _("Questions and conversations are kept %(shortest)d to %(longest)d days.")


class NothingChosen(UserError):
    message = _("Nothing was chosen. Tick at least one article.")


class ImportNotReady(UserError):
    message = _("This file is not read yet, or was taken over already. Reload the page.")


class ReviewDayPast(UserError):
    message = _("The next review must lie in the future. Choose a later day.")


class FormatMissing(NotFound):
    message = _("Articles are not exported as “%(format)s”. Choose one of the formats offered.")


class NothingReleased(UserError):
    message = _("Nothing of this knowledge base is released yet, so there is nothing to export.")


class FileMissing(UserError):
    message = _("“%(name)s” cannot be opened. Check the path and whether you may read it.")
