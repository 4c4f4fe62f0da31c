"""Tables of the dataset as Arrow tables, and from there as frames of pandas or polars (the optional extra `frames`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pq_corpus.export import rows
from pq_corpus.export.tables import Table, tables

if TYPE_CHECKING:
    import pyarrow as pa

    from pq_corpus.corpus import Corpus


class NoFrame(Exception):
    """There is no such table, or a library is missing; one sentence says which."""


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table. Raises NoFrame where pyarrow is missing."""
    arrow = _arrow()
    kinds = {"string": arrow.string(), "integer": arrow.int64(), "boolean": arrow.bool_(), "date": arrow.date32()}
    return arrow.schema([arrow.field(f.name, kinds[f.type]) for f in table.fields])


def batch(table: Table, some: Sequence[rows.Row]) -> pa.RecordBatch:
    """Rows as they come from the store, as an Arrow batch."""
    arrow = _arrow()
    made = []
    for field, column in zip(table.fields, zip(*some, strict=True), strict=True):
        if field.type == "date":
            made.append(arrow.array(column, type=arrow.string()).cast(arrow.date32()))
        elif field.type == "boolean":
            made.append(arrow.array([None if value is None else bool(value) for value in column], type=arrow.bool_()))
        else:
            made.append(arrow.array(column, type=arrow.string() if field.type == "string" else arrow.int64()))
    return arrow.record_batch(made, schema=schema(table))


def frame(corpus: Corpus, name: str, on: dt.date, library: str) -> Any:
    """A table as a DataFrame of pandas or polars. Raises NoFrame, or rows.Behind."""
    if name not in tables():
        raise NoFrame(f"there is no table {name!r}; known are: {', '.join(tables())}")
    if library not in ("pandas", "polars"):
        raise NoFrame(f"there are no frames of {library!r}; known are: pandas, polars")
    try:
        if library == "polars":
            import polars
        else:
            import pandas
    except ImportError:
        raise NoFrame(f"frames need {library}; install it with: pip install 'pq-corpus[frames]'") from None
    [held] = [
        _arrow().Table.from_batches([batch(table, some) for some in batches], schema=schema(table))
        for table, batches in rows.read(corpus, on, only=[name])
    ]
    if library == "polars":
        return polars.from_arrow(held)
    kinds = {_arrow().int64(): pandas.Int64Dtype(), _arrow().bool_(): pandas.BooleanDtype()}
    made = held.to_pandas(types_mapper=kinds.get)
    for field in tables()[name].fields:
        if field.type == "date":
            made[field.name] = pandas.to_datetime(made[field.name])
    return made


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise NoFrame("Parquet and frames need pyarrow; install it with: pip install 'pq-corpus[frames]'") from None
    return pyarrow
