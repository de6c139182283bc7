"""Decoding a struct field by field, when decoding it whole fails on one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Raw

T = TypeVar("T", bound=msgspec.Struct)

_FIELDS = msgspec.json.Decoder(dict[str, Raw])


def decode_leniently(data: bytes | Raw, type_: type[T]) -> T:
    """Decodes a JSON object; a field of the wrong type is as good as missing, at any level of structs.

    Args:
        data: correct JSON text.
        type_: a struct type, all of whose fields have a default.

    Raises:
        ValueError: the text is no JSON object.
        RecursionError: it is nested too deeply.
    """
    members = _FIELDS.decode(data)
    values = {}
    for field in _fields(type_):
        if (raw := members.get(field.encode_name)) is not None:
            try:
                values[field.name] = _value(raw, field.type)
            except ValueError:
                continue
    return type_(**values)


def _value(raw: Raw, type_: Any) -> Any:
    try:
        return _decoder(type_).decode(raw)
    except ValueError:
        for option in get_args(type_):
            if isinstance(option, type) and issubclass(option, msgspec.Struct):
                return decode_leniently(raw, option)
        raise


@lru_cache(maxsize=128)
def _fields(type_: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(type_)


@lru_cache(maxsize=128)
def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_, strict=False)
