"""Calls of tools made up from their schemas, right, hostile and broken ones, for a test and a benchmark."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from spirits.tools import Tool

LONGEST = 300  # characters of a made-up text, where its schema allows more
ROUND = 10  # calls of each tool, before the next round of all tools
MOST = 6  # entries of a made-up list
Arguments = Mapping[str, Any]

HOSTILE: tuple[str, ...] = (
    "../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\win.ini",
    "/proc/self/environ",
    "a/../../b",
    "file:///etc/passwd",
    "http://127.0.0.1:{trap}/",
    "http://localhost:{trap}/x",
    "http://[::1]:{trap}/",
    "http://[::ffff:127.0.0.1]:{trap}/",
    "http://2130706433:{trap}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://user:pw@127.0.0.1:{trap}/",
    "gopher://127.0.0.1:{trap}/_x",
    "(" * 200 + "1" + ")" * 200,
    "__import__('os').system('touch {escape}')",
    "import os; os.system('touch {escape}'); open('{escape}', 'w').write('x')",
    "import socket; socket.create_connection(('127.0.0.1', {trap}))",
    "{{7*7}}${{7*7}}<%= 7*7 %>",
    "SELECT 1; DROP TABLE accounts_user; --",
    "COPY (SELECT 1) TO '{escape}'",
    "SELECT * FROM read_text('/etc/passwd')",
    "ATTACH '{escape}' AS x",
    "INSTALL httpfs; LOAD httpfs; SELECT * FROM 'http://127.0.0.1:{trap}/x.csv'",
    "<svg onload=alert(1)><script>fetch('http://127.0.0.1:{trap}/')</script>",
    '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:{trap}/">]><x>&a;</x>',
    "a\x00b",
    "\ud800",
    "\u202egnp.exe",
    "%s%s%s%n {0.__class__} $(id) `id`",
    "👩‍👩‍👧‍👦" * 40,
    "1e309",
    "9999-99-99T99:99:99Z",
    "tomorrow at 9",
    "0001-01-01",
    "-" * 250,
    "\n" * 200,
    " ",
)
BOMBS: tuple[str, ...] = (
    "(a+)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$" + "a" * 40,
    "9**9**9**9",
    "factorial(10**9)",
    "integrate(exp(sin(x**x)), x)",
    "while True: pass",
    "x = 'a' * 10**10",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
)
WRONG: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


@dataclass(frozen=True)
class Call:
    """One call to be made."""

    tool: Tool
    arguments: Any


def play(
    tools: Sequence[Tool],
    *,
    calls: int,
    start: int,
    trap: int,
    escape: Path,
    made: Callable[[Call], None],
    bombs: bool = False,
) -> None:
    """Make up so many calls, as many for each tool, the same ones for the same start, and hand each to ``made``.

    ``trap`` is a port to aim at, ``escape`` a file to write; ``bombs`` are texts that cost whoever computes them all the time they have.
    """
    aims = (*HOSTILE, *(BOMBS if bombs else ()))
    texts = [text.replace("{trap}", str(trap)).replace("{escape}", str(escape)) for text in aims]

    rounds = max(1, calls // (len(tools) * ROUND))
    for number in range(rounds):
        for place, tool in enumerate(tools):
            share = calls // rounds // len(tools) + (place < calls // rounds % len(tools))
            _play_one(tool, share, (start * 1_000 + number) * 1_000 + place, texts, made)


def _play_one(tool: Tool, calls: int, start: int, texts: list[str], made: Callable[[Call], None]) -> None:
    if not calls:
        return

    @seed(start)
    @settings(
        max_examples=calls,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_arguments(tool, texts))
    def one(arguments: Any) -> None:
        made(Call(tool, arguments))

    one()


def _arguments(tool: Tool, texts: list[str]) -> st.SearchStrategy[Any]:
    plain, hostile = _Making(texts, hostile=False), _Making(texts, hostile=True)
    right = plain.of(tool.arguments)
    example = (
        [st.just(dict(tool.example)), plain.near(tool), plain.near(tool), hostile.near(tool)] if tool.example else []
    )
    return st.one_of(*example, right, right, hostile.of(tool.arguments), hostile.of(tool.arguments), _broken(right))


def _broken(right: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """Arguments with one left out, one too many, or one of another type; or no object at all."""

    def without(given: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        if not given:
            return st.just({"unknown": 1})
        return st.sampled_from(sorted(given)).map(
            lambda name: {key: each for key, each in given.items() if key != name}
        )

    def otherwise(given: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        names = sorted(given) or ["unknown"]
        return st.tuples(st.sampled_from(names), WRONG).map(lambda pair: {**given, pair[0]: pair[1]})

    more = right.map(lambda given: {**given, "unknown": "x"})
    huge = right.map(
        lambda given: {name: each * 100_000 if isinstance(each, str) else each for name, each in given.items()}
    )
    return st.one_of(right.flatmap(without), right.flatmap(otherwise), more, huge, WRONG)


class _Making:
    """Strategies for the parts of our schemas; hostile ones put a bad text wherever a text may stand."""

    def __init__(self, texts: list[str], *, hostile: bool) -> None:
        self._hostile = st.sampled_from([*texts, base64.b64encode(b"\x89PNG\r\n" + bytes(200)).decode()])
        self._is_hostile = hostile

    def of(self, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        """Values of that schema, or in hostile mode nearly so."""
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return st.one_of([self.of(each) for each in schema[several]])
        kind = schema.get("type")
        if isinstance(kind, list):
            return st.one_of([self.of({**schema, "type": each}) for each in kind])
        makers = {
            "object": self._object,
            "array": self._list,
            "string": self._text,
            "integer": self._integer,
            "number": self._number,
        }
        if kind in makers:
            return makers[kind](schema)
        return st.booleans() if kind == "boolean" else st.none() if kind == "null" else WRONG

    def near(self, tool: Tool) -> st.SearchStrategy[dict[str, Any]]:
        """The tool's example with one argument more, or another one."""
        example, parts = dict(tool.example or {}), tool.arguments["properties"]
        return st.sampled_from(sorted(parts)).flatmap(
            lambda name: self.of(parts[name]).map(lambda value: {**example, name: value})
        )

    def _object(self, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        properties = schema.get("properties")
        if not properties:
            return st.dictionaries(st.text(max_size=8), WRONG, max_size=3)
        parts = {name: self.of(each) for name, each in properties.items()}
        needed = set(schema.get("required", ()))
        return st.fixed_dictionaries(
            {name: each for name, each in parts.items() if name in needed},
            optional={name: each for name, each in parts.items() if name not in needed},
        )

    def _list(self, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        least = schema.get("minItems", 0)
        most = max(least, min(schema.get("maxItems", MOST), MOST))
        return st.lists(self.of(schema.get("items", {})), min_size=least, max_size=most)

    def _text(self, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        if self._is_hostile:
            return self._hostile
        if "pattern" in schema:
            return st.one_of(st.from_regex(schema["pattern"], fullmatch=True), self._hostile)
        least = schema.get("minLength", 0)
        most = max(least, min(schema.get("maxLength", LONGEST), LONGEST))
        words = st.sampled_from(["harbour", "2", "x", "+", "noon", "de", "2026-03-02", "UTC", "#336699", "boat.py"])
        said = st.lists(words, min_size=1, max_size=8).map(" ".join).filter(lambda each: least <= len(each) <= most)
        return st.one_of(
            said, words.filter(lambda each: least <= len(each) <= most), st.text(min_size=least, max_size=most)
        )

    def _integer(self, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        return st.integers(schema.get("minimum", -(10**6)), schema.get("maximum", 10**6))

    def _number(self, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        least, most = schema.get("minimum", -1e9), schema.get("maximum", 1e9)
        return st.one_of(
            st.floats(least, most, allow_nan=False), st.floats(max(least, -1e4), min(most, 1e4), allow_nan=False)
        )
