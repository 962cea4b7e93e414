"""What can go wrong with collections, records and pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError


class CollectionUnknown(NotFound):
    message = _("This collection does not exist, or it is not open to your authority.")


class RecordUnknown(NotFound):
    message = _("This record does not exist, or it is not open to your authority.")


class DocumentUnknown(NotFound):
    message = _("This document does not exist, or it is not open to your authority.")


class PageUnknown(NotFound):
    message = _("This page does not exist, or it is not open to your authority.")


class IntakeUnknown(NotFound):
    message = _("This intake does not exist.")


class NameMissing(UserError):
    message = _("A collection needs a name. Enter one, for example “Baulasten”.")


class NameTaken(UserError):
    message = _("Your authority already has a collection “%(name)s”. Choose another name.")


class NotReadYet(UserError):
    message = _("This page has not been read yet. Wait until it is, then correct it.")


class TextTooLong(UserError):
    message = _("The text has %(length)d characters; %(limit)d are allowed. Shorten it.")


class ChangedMeanwhile(UserError):
    message = _(
        "Somebody else has corrected this page in the meantime. Reload it and look at that text"
        " before you correct again."
    )


class DownloadNotGranted(NotAllowed):
    message = _("The grant of %(owner)s lets you read, but not download. Ask the owner for a copy.")


class NoPdfYet(UserError):
    message = _("The PDF is still being made. Try again in a minute.")


class NothingToRepeat(UserError):
    message = _("All pages of this document were read. There is nothing to repeat.")


class AlreadyHere(UserError):
    message = _(
        "“%(name)s” is in this collection already, as “%(twin)s” in “%(record)s”. It was not"
        " stored a second time; nothing needs to be done."
    )
