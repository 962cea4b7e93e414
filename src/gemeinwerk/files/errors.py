"""Why a file could not be stored or read back."""

from __future__ import annotations

import errno

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class StoreFull(UserError):
    """No space left, or a quota or size limit of the store was reached; nothing was stored."""

    message = _(
        "There is no space left where the originals are kept, so this file was not stored. "
        "Ask your operator to make room, then hand it in again."
    )


class StoreUnavailable(UserError):
    """The store cannot be reached, read or written. Fact: ``problem`` in the system's words."""

    message = _(
        "The place where the originals are kept does not answer as it should (%(problem)s). "
        "Ask your operator to check it, then try again."
    )


class OriginalMissing(UserError):
    """No bytes are stored under this digest for this member. Fact: ``sha256``."""

    message = _(
        "The original %(sha256)s is no longer where it was stored. "
        "Ask your operator to bring it back from the backup."
    )


class OriginalDamaged(UserError):
    """What lies under this digest is not what was stored. Fact: ``sha256``."""

    message = _(
        "The original %(sha256)s is damaged. Ask your operator to bring it back from the backup."
    )


class StoreAddressInvalid(UserError):
    """The setting that names the store is unusable. Facts: ``problem``, without secrets."""

    message = _(
        "The setting for the store of originals is wrong: %(problem)s. Write a folder, "
        "file:///folder or s3://bucket/prefix?endpoint_url=https://…&region=…"
    )


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def explain(error: OSError) -> StoreFull | StoreUnavailable:
    """Return what a failed call of the operating system means for the store."""
    if error.errno in _FULL:
        return StoreFull()
    return StoreUnavailable(problem=error.strerror or type(error).__name__)
