"""What programs send: JSON, read strictly into a shape. No Django beyond the texts of refusals."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from gemeinwerk.assistant.interface.errors import (
    BodyMalformed,
    FieldMissing,
    FieldUnknown,
    FieldWrong,
)

Shape = TypeVar("Shape")
MOST_ITEMS = 20
SHOWN = 60
KINDS = {str: _("a text"), bool: _("true or false"), int: _("a whole number")}
LIST = _("a list of at most 20 entries")
OBJECT = _("an object")


def read(shape: type[Shape], body: bytes) -> Shape:
    """Read a JSON object into a shape. Raises BodyMalformed and as ``fill``."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise BodyMalformed from None
    if not isinstance(value, dict):
        raise BodyMalformed
    return fill(shape, value)


def fill(shape: type[Shape], value: dict[str, Any], where: str = "") -> Shape:
    """Make a shape of an object: every field that has no default, no unknown one, each of its type.

    Raises FieldMissing, FieldUnknown, FieldWrong.
    """
    hints = get_type_hints(shape, include_extras=True)
    for name in value:
        if name not in hints:
            shown = f"{where}{name}"[:SHOWN].encode(errors="replace").decode()
            raise FieldUnknown(field=shown)
    found = {}
    for field in fields(shape):  # type: ignore[arg-type]
        if field.name in value:
            found[field.name] = _read(hints[field.name], value[field.name], where + field.name)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise FieldMissing(field=where + field.name)
    return shape(**found)


def _read(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is Annotated:
        return _read(get_args(hint)[0], value, where)
    if get_origin(hint) is list:
        return _read_list(get_args(hint)[0], value, where)
    if is_dataclass(hint):
        if not isinstance(value, dict):
            raise FieldWrong(field=where, kind=OBJECT)
        return fill(hint, value, f"{where}.")  # type: ignore[arg-type]
    if type(value) is not hint or not _is_writable(value):
        raise FieldWrong(field=where, kind=KINDS[hint])
    return value


def _read_list(hint: Any, value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise FieldWrong(field=where, kind=LIST)
    return [_read(hint, one, f"{where}[{number}]") for number, one in enumerate(value)]


def _is_writable(value: Any) -> bool:
    """Tell whether a text has no half of a character, which no file or database takes."""
    if not isinstance(value, str):
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
