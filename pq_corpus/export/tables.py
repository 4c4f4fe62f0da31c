"""The tables of the dataset: what a row is, its key, and each column with its type, unit, values and meaning (tables.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

LICENCE = "Modellicentie Gratis Hergebruik Vlaanderen"
LICENCE_URL = "https://overheid.vlaanderen.be/modellicentie-gratis-hergebruik"
ATTRIBUTION = "Vlaams Parlement"
Said = tuple[str, str]  # Nederlands, English


@dataclass(frozen=True)
class Field:
    """A column: its type in Table Schema, its meaning in Dutch and English, and where it has them its unit, the list of
    its values, and the table whose key it holds."""

    name: str
    type: Literal["string", "integer", "boolean", "date"]
    nl: str
    en: str
    unit: Said | None = None
    values: str | None = None
    table: str | None = None


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its key, its columns."""

    name: str
    nl: str
    en: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field.name for field in self.fields)


@cache
def _definitions() -> dict[str, Any]:
    return tomllib.loads((resources.files("pq_corpus.export") / "tables.toml").read_text(encoding="utf-8"))


@cache
def tables() -> dict[str, Table]:
    """The tables by name."""
    return {
        name: Table(name, one["nl"], one["en"], tuple(one["key"]), tuple(_field(f, *said) for f, said in one["fields"].items()))
        for name, one in _definitions().items()
        if name != "values"
    }


def _field(name: str, kind: Any, nl: str, en: str, more: dict[str, Any] | None = None) -> Field:
    more = dict(more or {})
    unit = tuple(more.pop("unit")) if "unit" in more else None
    return Field(name, kind, nl, en, unit, **more)


@cache
def values() -> dict[str, dict[str, Said]]:
    """The lists of values by name: each value with its meaning in Dutch and English."""
    return {name: {value: (said[0], said[1]) for value, said in some.items()} for name, some in _definitions()["values"].items()}
