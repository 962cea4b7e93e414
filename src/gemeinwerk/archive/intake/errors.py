"""Why a file, a row of a table or a whole archive is not taken in; each names what it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class IntakeRefused(UserError):
    """Base of all refusals of the intake. Fact of each: ``name``, as the person knows the file."""


# Files and folders


class FileVanished(IntakeRefused):
    message = _(
        "“%(name)s” was there a moment ago and is gone. Check whether it was moved or renamed."
    )


class FileUnreadable(IntakeRefused):
    """Fact: ``problem``, in the system's words."""

    message = _(
        "“%(name)s” cannot be read (%(problem)s). Check the rights to the file and the drive."
    )


class FileChanged(IntakeRefused):
    message = _(
        "“%(name)s” changed while it was read. Wait until the scanner or the copying is done, "
        "then hand it in again."
    )


class FileEmpty(IntakeRefused):
    message = _("“%(name)s” is empty. Scan or copy it again.")


class FileTooLarge(IntakeRefused):
    """Facts: ``size`` and ``limit`` in megabytes."""

    message = _(
        "“%(name)s” has %(size)d MB; up to %(limit)d MB are taken. Split it, scan it with less "
        "resolution, or ask your operator to raise the limit."
    )


class FormatUnsupported(IntakeRefused):
    """Fact: ``found``, what it seems to be."""

    message = _(
        "“%(name)s” is not a PDF, TIFF, JPEG or PNG but %(found)s. Save or scan it as PDF, then "
        "hand it in again."
    )


class NameTooLong(IntakeRefused):
    """Fact: ``limit`` in characters."""

    message = _("The name “%(name)s” is longer than %(limit)d characters. Shorten it.")


class FolderTooDeep(IntakeRefused):
    """Fact: ``limit`` in levels."""

    message = _(
        "“%(name)s” lies more than %(limit)d folders deep. Move it up and hand it in again."
    )


class NotAFile(IntakeRefused):
    message = _("“%(name)s” is a device or a pipe, not a file. Name a file or a folder.")


class LinkLeavesFolder(IntakeRefused):
    message = _(
        "“%(name)s” is a link that leads out of the folder you named. Copy the file itself there."
    )


class LinkToFolder(IntakeRefused):
    message = _("“%(name)s” is a link to a folder. Hand in the folder itself.")


class LinkBroken(IntakeRefused):
    message = _("“%(name)s” is a link that leads nowhere. Copy the file itself there.")


class TooManyFiles(IntakeRefused):
    """Fact: ``limit``. ``name`` is the first file that was not looked at."""

    message = _(
        "A run takes up to %(limit)d files; it ends before “%(name)s”. Hand in the rest as "
        "smaller folders."
    )


# ZIP archives


class ArchiveDamaged(IntakeRefused):
    message = _("The ZIP archive “%(name)s” is damaged. Make it again and check it by opening it.")


class ArchiveTooLarge(IntakeRefused):
    """Facts: ``size`` and ``limit`` in megabytes, unpacked."""

    message = _(
        "Unpacked, the ZIP archive “%(name)s” would have %(size)d MB; up to %(limit)d MB are "
        "taken. Split it."
    )


class ArchiveHasTooManyFiles(IntakeRefused):
    """Fact: ``limit``."""

    message = _(
        "The ZIP archive “%(name)s” holds more than %(limit)d files. Split it, or hand in the "
        "folder."
    )


class ArchiveTooDeep(IntakeRefused):
    message = _("“%(name)s” is a ZIP archive inside two others. Unpack it and hand in the folder.")


class CompressionSuspicious(IntakeRefused):
    """Fact: ``ratio``, the limit."""

    message = _(
        "“%(name)s” would grow to more than %(ratio)d times its size when unpacked, as only "
        "harmful archives do. If it is genuine, unpack it and hand in the folder."
    )


class CompressionUnknown(IntakeRefused):
    message = _(
        "“%(name)s” is packed with a method that is not read. Unpack the archive and hand in "
        "the folder."
    )


class MemberEncrypted(IntakeRefused):
    message = _(
        "“%(name)s” is protected by a password. Unpack the archive with the password and hand "
        "in the folder."
    )


class MemberDamaged(IntakeRefused):
    message = _(
        "“%(name)s” is damaged inside its ZIP archive. Make the archive again from the original."
    )


class MemberNameUnsafe(IntakeRefused):
    message = _(
        "“%(name)s” points out of its ZIP archive, as only faulty or harmful archives do. Make "
        "the archive again, or hand in the folder."
    )


class MemberTwice(IntakeRefused):
    message = _(
        "The ZIP archive holds “%(name)s” twice; the first one was taken. Make the archive "
        "again from the folder."
    )


class MemberNotAFile(IntakeRefused):
    message = _(
        "“%(name)s” is a link or a device inside its ZIP archive. Put the file itself into the "
        "archive."
    )


# The table of records


class TableUnreadable(IntakeRefused):
    message = _(
        "The table “%(name)s” is neither UTF-8 nor Windows text. Save it as “CSV UTF-8”; its "
        "files were taken without it."
    )


class TableTooLarge(IntakeRefused):
    """Facts: ``size`` and ``limit`` in megabytes."""

    message = _(
        "The table “%(name)s” has %(size)d MB; up to %(limit)d MB are taken. Split it; its files "
        "were taken without it."
    )


class TableWithoutFolder(IntakeRefused):
    """Fact: ``columns``, what its first line holds."""

    message = _(
        "The table “%(name)s” has no column “ordner” (found: %(columns)s). Its first line must "
        "name the columns, e.g. ordner;aktenzeichen;titel;von;bis;personenbezogen."
    )


class TableColumnTwice(IntakeRefused):
    """Fact: ``column``."""

    message = _("The table “%(name)s” has the column “%(column)s” twice. Keep one of them.")


class TableHopeless(IntakeRefused):
    """Fact: ``limit`` of refused rows."""

    message = _(
        "The table “%(name)s” was not read further after %(limit)d faulty rows. Check its "
        "separator and its columns."
    )


class RowRefused(IntakeRefused):
    """Base of refusals of one row. Facts: ``name`` of the table, ``line``; often ``column``,
    ``value``."""


class RowBroken(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d: the quotation marks do not close as they should. Each value "
        "in quotation marks must end with one; write a quotation mark inside as two."
    )


class RowTooLong(RowRefused):
    """Facts: ``found`` and ``expected`` numbers of values."""

    message = _(
        "“%(name)s”, line %(line)d has %(found)d values for %(expected)d columns. Put values that "
        "contain the separator into quotation marks."
    )


class RowWithoutFolder(RowRefused):
    message = _("“%(name)s”, line %(line)d: the column “%(column)s” is empty. Name the folder.")


class RowTwice(RowRefused):
    """Fact: ``first``, the place of the row that holds, e.g. ``liste.csv:2``."""

    message = _(
        "“%(name)s”, line %(line)d: the folder “%(value)s” was described before (%(first)s). The "
        "first row holds; delete the other."
    )


class ValueTooLong(RowRefused):
    """Fact: ``limit`` in characters."""

    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is longer than %(limit)d "
        "characters. Shorten it."
    )


class DateUnclear(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is not a date. Write "
        "31.12.1974, 1974-12-31, 12.1974 or 1974."
    )


class DatesReversed(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is before the beginning. "
        "Swap or correct the dates."
    )


class FlagUnclear(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is neither yes nor no. Write "
        "ja or nein."
    )


class StateUnclear(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is no state of a record. "
        "Write Verzeichnis, laufend or Archivgut."
    )


class ProtectionUnclear(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is no kind of protection. "
        "Write allgemein, geheim, sozial or veröffentlicht."
    )


class YearUnclear(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is not a year. Write it with "
        "four digits, for example 1974."
    )


# Notices: nothing is refused, but the person should know


class ColumnIgnored(IntakeRefused):
    """Fact: ``column``."""

    message = _("The table “%(name)s”: the column “%(column)s” is not known and was left out.")


class RowUnused(RowRefused):
    message = _(
        "“%(name)s”, line %(line)d: no file was found for the folder “%(value)s”. Check how it "
        "is written."
    )


class RowsUnused(IntakeRefused):
    """Fact: ``count`` of rows that are not named one by one."""

    message = _("“%(name)s”: %(count)d more rows describe folders of which no file was found.")


class NothingFound(IntakeRefused):
    message = _("“%(name)s” holds no files.")
