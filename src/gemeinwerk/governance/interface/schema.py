"""JSON Schema (2020-12, as OpenAPI 3.1 wants it) from dataclasses."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

PLAIN: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    UUID: {"type": "string", "format": "uuid"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
}
Schema = dict[str, Any]


def of_shape(shape: type) -> Schema:
    """Return the schema of a dataclass: no other field is there, and every one without default."""
    hints = get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": shape.__doc__,
        "required": [each.name for each in fields(shape) if not _has_default(each)],
        "properties": {each.name: _of(hints[each.name]) for each in fields(shape)},
        "additionalProperties": False,
    }


def _has_default(each: Field[Any]) -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


def list_shapes(*shapes: type) -> list[type]:
    """Return these dataclasses and all that they are made of, by name."""
    found: dict[str, type] = {}
    waiting = list(shapes)
    while waiting:
        shape = waiting.pop()
        if shape.__name__ not in found:
            found[shape.__name__] = shape
            waiting += [part for hint in get_type_hints(shape).values() for part in _parts(hint)]
    return [found[name] for name in sorted(found)]


def reference(shape: type) -> Schema:
    """Return the reference to a shape's schema in the document."""
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _of(hint: Any) -> Schema:
    if get_origin(hint) is Annotated:
        inner, about = get_args(hint)
        return _of(inner) | {"description": about}
    if get_origin(hint) is list:
        return {"type": "array", "items": _of(get_args(hint)[0])}
    if isinstance(hint, UnionType) or get_origin(hint) is UnionType:
        return {"anyOf": [_of(each) for each in get_args(hint)]}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [each.value for each in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        return reference(hint)
    return dict(PLAIN[hint])


def _parts(hint: Any) -> list[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [part for each in get_args(hint) for part in _parts(each)]
