"""Vega-Lite descriptions of charts, and their pictures."""

from typing import Any

import polars
import vl_convert

from project.lib.errors import InvalidInput
from project.lib.printable import printable_within
from spirits.tools.data.tables_work import existing, frame, numbers, plain

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
MARKS = {
    "bar": "bar",
    "line": {"type": "line", "point": True},
    "area": "area",
    "scatter": {"type": "point", "filled": True, "opacity": 0.75},
    "histogram": "bar",
    "box": "boxplot",
    "heat_map": "rect",
}
SHOWN_IN_SPEC = 200  # rows kept in the description that is returned
SCALE = 2.0


def draw(wanted: dict[str, Any]) -> dict[str, Any]:
    """The chart as SVG, PNG and description."""
    table = frame(wanted["table"], most_rows=wanted["most_rows"])
    spec = _spec(wanted, table)
    used = [wanted[each] for each in ("x", "y", "color") if wanted.get(each)]
    rows = [
        {key: plain(value) for key, value in row.items()} for row in table.select(list(dict.fromkeys(used))).to_dicts()
    ]
    whole = {**spec, "data": {"values": rows}}
    return {**pictures(whole), "spec": {**spec, "data": {"values": rows[:SHOWN_IN_SPEC]}}, "rows": len(rows)}


def pictures(spec: dict[str, Any]) -> dict[str, bytes]:
    """The description as SVG and PNG; nothing is fetched for it."""
    try:
        svg = vl_convert.vegalite_to_svg(printable_within(spec))
        return {"svg": svg.encode(), "png": vl_convert.svg_to_png(svg, scale=SCALE)}
    except ValueError as error:
        raise InvalidInput.of("table", f"This cannot be drawn: {str(error)[:200]}") from error


def _spec(wanted: dict[str, Any], table: polars.DataFrame) -> dict[str, Any]:
    kind = wanted["kind"]
    existing(table, wanted["x"], "x")
    encoding: dict[str, Any] = {"x": _channel(table, wanted["x"], "x")}
    if kind == "histogram":
        numbers(table, wanted["x"], "x")
        encoding["x"]["bin"] = {"maxbins": wanted["bins"]}
        encoding["y"] = {"aggregate": "count", "type": "quantitative", "title": "Count"}
    else:
        encoding["y"] = _values(wanted, table)
    if wanted.get("color"):
        encoding["color"] = _channel(table, wanted["color"], "color")
        if kind == "heat_map":
            numbers(table, wanted["color"], "color")
    elif kind == "heat_map":
        raise InvalidInput.of("color", "A heat map needs the column of its values here.")
    if kind in {"box", "heat_map"}:
        encoding["x"]["type"] = "nominal"
    return {
        "$schema": SCHEMA,
        "title": wanted["title"],
        "width": wanted["width"],
        "height": wanted["height"],
        "background": "white",
        "mark": MARKS[kind],
        "encoding": encoding,
    }


def _values(wanted: dict[str, Any], table: polars.DataFrame) -> dict[str, Any]:
    name = wanted.get("y")
    if not name:
        raise InvalidInput.of("y", f"A {wanted['kind'].replace('_', ' ')} needs the column of its values here.")
    if wanted["kind"] == "heat_map":
        existing(table, name, "y")
        return {**_channel(table, name, "y"), "type": "nominal"}
    numbers(table, name, "y")
    channel = _channel(table, name, "y")
    if wanted["aggregate"] != "none":
        channel["aggregate"] = wanted["aggregate"]
    return channel


def _channel(table: polars.DataFrame, name: str, field: str) -> dict[str, Any]:
    kind = existing(table, name, field).dtype
    measure = "quantitative" if kind.is_numeric() else "temporal" if kind.is_temporal() else "nominal"
    escaped = name.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[").replace("]", "\\]")
    channel: dict[str, Any] = {"field": escaped, "type": measure, "title": name}
    return channel | ({"sort": None} if measure == "nominal" else {})
