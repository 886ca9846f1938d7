"""The JSON Schema of what is published, made of its shape."""

from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Annotated, get_args, get_origin, get_type_hints

from reporting.publishing.public import Public

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE: dict[type, dict] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}


def schema(address: str, shape: type[Public]) -> dict:
    """The document for data of a shape; `address` is its own."""
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": shape.SCHEMA,
        "type": "object",
        "properties": {
            "$schema": {"type": "string", "format": "uri"},
            "version": {"const": shape.VERSION},
            "address": {"type": "string", "format": "uri", "description": "The page that says the same"},
            "published": {"type": "string", "format": "date-time", "description": "When it was published"},
            "content": _of(shape),
        },
        "required": ["$schema", "version", "address", "published", "content"],
        "additionalProperties": False,
    }


def _of(kind: object) -> dict:
    if get_origin(kind) is Annotated:
        said, words = get_args(kind)
        return _of(said) | {"description": words}
    if isinstance(kind, UnionType):
        simple = [_of(each) for each in get_args(kind) if each is not type(None)]
        return {"anyOf": [*simple, {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0])}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {
            "type": "object",
            "properties": {each.name: _of(hints[each.name]) for each in fields(kind)},
            "required": [each.name for each in fields(kind)],
            "additionalProperties": False,
        }
    return dict(_SIMPLE[kind])  # type: ignore[index]  # a kind that is not there has no place in data
