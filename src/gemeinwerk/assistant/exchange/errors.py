"""Why a file is not read, and what of a file was left out; each says what to do about it.

``ExchangeRefused`` is raised: nothing of the file is taken. ``Remark`` comes with a reading.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class ExchangeRefused(UserError):
    """Base of all refusals of a file. Fact of each: ``name``, as the person knows the file."""


class FileEmpty(ExchangeRefused):
    message = _("“%(name)s” is empty. Save it again and hand it in once more.")


class FileTooLarge(ExchangeRefused):
    """Facts: ``size`` and ``limit`` in megabytes."""

    message = _(
        "“%(name)s” has %(size)d MB; up to %(limit)d MB are read. Divide it into several files."
    )


class FormatUnknown(ExchangeRefused):
    message = _(
        "“%(name)s” is in no format that can be read. Hand in HTML, PDF, DOCX, Markdown, CSV, XML, "
        "or a ZIP archive of such files."
    )


class FileDamaged(ExchangeRefused):
    """Fact: ``format``, e.g. DOCX."""

    message = _(
        "“%(name)s” is damaged or no real %(format)s file. Open it, save it again and hand it in "
        "once more."
    )


class FileLocked(ExchangeRefused):
    message = _("“%(name)s” is protected by a password. Save it without one.")


class TextUndecodable(ExchangeRefused):
    message = _("“%(name)s” is neither UTF-8 nor Windows text. Save it as UTF-8.")


class NothingToRead(ExchangeRefused):
    message = _(
        "“%(name)s” holds no text that could become an article. If it is a scan, digitise it in "
        "the archive first."
    )


class UnpackedTooLarge(ExchangeRefused):
    """Fact: ``limit`` in megabytes."""

    message = _(
        "“%(name)s” would grow to more than %(limit)d MB when unpacked. Divide it into several "
        "files."
    )


class TooManyParts(ExchangeRefused):
    """Fact: ``limit`` of articles, rows, pages or files in one file."""

    message = _(
        "“%(name)s” holds more than %(limit)d articles, pages or rows. Divide it into several "
        "files."
    )


class XmlForbidden(ExchangeRefused):
    message = _(
        "“%(name)s” declares entities or a document type. For safety such XML is not read. Export "
        "it without them."
    )


class XmlForeign(ExchangeRefused):
    """Fact: ``element``, the outermost one."""

    message = _(
        "“%(name)s” begins with the element “%(element)s” and holds no services (leistung). Export "
        "it as XZuFi 2.2."
    )


class ColumnsMissing(ExchangeRefused):
    """Facts: ``columns``, those that are missing, and ``found``."""

    message = _(
        "In “%(name)s” these columns are missing: %(columns)s (found: %(found)s). The first line "
        "must name the columns, at least titel;text."
    )


class ColumnTwice(ExchangeRefused):
    """Fact: ``column``."""

    message = _("“%(name)s” has the column “%(column)s” twice. Keep one of them.")


class PdfNotRead(ExchangeRefused):
    message = _("“%(name)s” is a PDF; PDF files cannot be read here. Save it as DOCX or HTML.")


class OneArticleOnly(UserError):
    message = _("A Word file holds one article. Choose one, or export to another format.")


class Remark(UserError):
    """Base of all remarks on a part of a file. Fact of each: ``name``."""


class LineRefused(Remark):
    """Base of remarks on a row of a table. Further fact: ``line``."""


class RowBroken(LineRefused):
    message = _(
        "“%(name)s”, line %(line)d: the quotation marks do not close as they should. Write a "
        "quotation mark inside a value as two."
    )


class RowTooLong(LineRefused):
    """Facts: ``found`` and ``expected`` numbers of values."""

    message = _(
        "“%(name)s”, line %(line)d has %(found)d values for %(expected)d columns. Put values that "
        "hold the separator into quotation marks."
    )


class ValueMissing(LineRefused):
    """Fact: ``column``."""

    message = _("“%(name)s”, line %(line)d: the column “%(column)s” is empty.")


class ValueUnclear(LineRefused):
    """Facts: ``column``, ``value`` and ``expected``, an example or the possible values."""

    message = _(
        "“%(name)s”, line %(line)d, column “%(column)s”: “%(value)s” is not understood. Write "
        "%(expected)s."
    )


class RowTwice(LineRefused):
    """Fact: ``value``, the id."""

    message = _(
        "“%(name)s”, line %(line)d: the article “%(value)s” stands further up already; this row "
        "was left out."
    )


class ColumnIgnored(Remark):
    """Fact: ``column``."""

    message = _("“%(name)s”: the column “%(column)s” is not known and was left out.")


class PartLeftOut(Remark):
    """Facts: ``part``, the id or title of an article, ``reason``, a refusal's sentence."""

    message = _("“%(name)s”: “%(part)s” was left out. %(reason)s")


class PartWithoutText(Remark):
    """Fact: ``part``."""

    message = _("“%(name)s”: “%(part)s” holds no text and was left out.")


class PartTooLong(Remark):
    """Facts: ``part``, ``size`` and ``limit`` in characters."""

    message = _(
        "“%(name)s”: “%(part)s” has %(size)d characters and was left out; an article holds up to "
        "%(limit)d. Divide it."
    )


class FieldShortened(Remark):
    """Facts: ``part``, ``field`` and ``limit`` in characters."""

    message = _(
        "“%(name)s”: in “%(part)s” the field “%(field)s” was shortened to %(limit)d characters."
    )


class FieldUnclear(Remark):
    """Facts: ``part``, ``field`` and ``value``."""

    message = _(
        "“%(name)s”: in “%(part)s” the value “%(value)s” of “%(field)s” was not understood and "
        "left out."
    )


class PicturesLeftOut(Remark):
    """Fact: ``count``."""

    message = _(
        "“%(name)s”: pictures were left out (%(count)d). If one says something that the text "
        "does not, write it down."
    )


class PagesWithoutText(Remark):
    """Fact: ``pages``, e.g. 3, 4."""

    message = _(
        "“%(name)s”: pages without text (%(pages)s) were left out. They are probably scans; "
        "digitise the file in the archive if they matter."
    )


class FileLeftOut(Remark):
    """A file inside of a ZIP archive. Fact: ``part``."""

    message = _("“%(name)s”: the file “%(part)s” is in no format that can be read.")
