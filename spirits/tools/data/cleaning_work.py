"""The steps of cleaning, each telling what it changed."""

from collections import Counter
from typing import Any

import polars

from spirits.tools.data.tables_work import existing, frame, plain

ROW = "\x1frow"  # the number of each row in the table as it came, from 1
TRUTHS = {"yes": True, "no": False, "true": True, "false": False}
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")


class Cleaning:
    """A table on its way, and the changes made so far."""

    def __init__(self, table: polars.DataFrame, most_changes: int) -> None:
        self.table = table.with_row_index(ROW, offset=1)
        self.columns = table.columns
        self.changes: list[dict[str, Any]] = []
        self.counts: Counter[str] = Counter()
        self._most = most_changes

    def note(self, kind: str, row: int | None, column: str | None, before: Any, after: Any) -> None:
        """One change; the first ones are listed, all are counted."""
        self.counts[kind] += 1
        if len(self.changes) < self._most:
            self.changes.append(
                {"kind": kind, "row": row, "column": column, "before": plain(before), "after": plain(after)}
            )

    def put(self, column: str, after: polars.Series, kind: str) -> None:
        """Replace a column, and note each value that differs."""
        before = self.table[column]
        for row, old, new in zip(self.table[ROW], before, after, strict=True):
            if old != new:
                self.note(kind, row, column, old, new)
        self.table = self.table.with_columns(after.alias(column))

    def keep(self, mask: polars.Series, kind: str) -> None:
        """Drop the rows outside the mask, and note each."""
        for row in self.table.filter(~mask)[ROW]:
            self.note(kind, row, None, None, None)
        self.table = self.table.filter(mask)


def clean(wanted: dict[str, Any]) -> dict[str, Any]:
    """The cleaned table as CSV, with the changes and the columns' types."""
    table = frame(wanted["table"], most_rows=wanted["most_rows"])
    for key in wanted.get("keys", []):
        existing(table, key, "keys")
    work = Cleaning(table, wanted["most_changes"])
    if wanted["trim"]:
        _trim(work)
    if wanted["types"]:
        _infer(work)
    if wanted["duplicates"] == "drop":
        keys = wanted.get("keys") or work.columns
        work.keep(work.table.select(polars.struct(keys).is_first_distinct()).to_series(), "duplicate_dropped")
    _treat_missing(work, wanted["missing"])
    _treat_outliers(work, wanted["outliers"])
    result = work.table.drop(ROW)
    return {
        "rows_before": table.height,
        "rows_after": result.height,
        "counts": dict(work.counts),
        "changes": work.changes,
        "columns": [
            {"name": name, "type": str(kind), "missing": result[name].null_count()}
            for name, kind in result.schema.items()
        ],
        "csv": result.write_csv().encode(),
    }


def _trim(work: Cleaning) -> None:
    for column in work.columns:
        values = work.table[column]
        if values.dtype == polars.String:
            stripped = values.str.strip_chars()
            work.put(column, stripped.set(stripped == "", None), "trimmed")


def _infer(work: Cleaning) -> None:
    for column in work.columns:
        values = work.table[column]
        if values.dtype != polars.String or values.null_count() == len(values):
            continue
        better = _typed(values)
        if better is not None:
            work.note("type_changed", None, column, "String", str(better.dtype))
            work.table = work.table.with_columns(better.alias(column))


def _typed(values: polars.Series) -> polars.Series | None:
    """The texts as something better that all of them are."""
    present = values.null_count()
    lowered = values.str.to_lowercase()
    if lowered.drop_nulls().is_in(list(TRUTHS)).all():
        return lowered.replace_strict(TRUTHS, default=None, return_dtype=polars.Boolean)
    if not values.str.contains(r"^[+-]?0\d").any():  # 007 is a name and no number
        for kind in (polars.Int64, polars.Float64):
            cast = values.cast(kind, strict=False)
            if cast.null_count() == present:
                return cast
    for form in DATES:
        dates = values.str.to_date(form, strict=False)
        if dates.null_count() == present:
            return dates
    return None


def _treat_missing(work: Cleaning, how: str) -> None:
    if how == "keep":
        return
    if how == "drop_row":
        work.keep(
            ~work.table.select(work.columns).select(polars.any_horizontal(polars.all().is_null())).to_series(),
            "missing_dropped",
        )
        return
    for column in work.columns:
        values = work.table[column]
        known = values.drop_nulls()
        if not values.null_count() or not len(known):
            continue
        if values.dtype.is_numeric() and how in {"mean", "median"}:
            fill = known.mean() if how == "mean" else known.median()
            values = values.cast(polars.Float64) if fill != int(fill) else values  # type: ignore[arg-type]
        else:
            fill = known.mode().sort()[0]
        work.put(column, values.fill_null(polars.Series([fill]).cast(values.dtype)[0]), "missing_filled")


def _treat_outliers(work: Cleaning, how: str) -> None:
    if how == "keep":
        return
    for column in work.columns:
        values = work.table[column]
        if not values.dtype.is_numeric() or len(values.drop_nulls()) < 4:
            continue
        low, high = _fences(values.cast(polars.Float64))
        outside = ((values < low) | (values > high)).fill_null(value=False)
        if not outside.any():
            continue
        if how == "flag":
            for row, value in zip(work.table.filter(outside)[ROW], values.filter(outside), strict=True):
                work.note("outlier_flagged", row, column, value, value)
        elif how == "cap":
            work.put(column, values.cast(polars.Float64).clip(low, high), "outlier_capped")
        else:
            work.keep(~outside, "outlier_dropped")


def _fences(values: polars.Series) -> tuple[float, float]:
    first, third = (float(values.quantile(each, "linear") or 0.0) for each in (0.25, 0.75))
    reach = 1.5 * (third - first)
    return first - reach, third + reach
