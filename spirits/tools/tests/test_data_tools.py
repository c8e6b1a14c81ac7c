"""sql_connector, data_cleaner and chart_generator."""

import sqlite3

import pytest
from PIL import Image

from project.lib.clock import now
from spirits.queries.workspace import read_file
from spirits.services.workspace import write_file

pytestmark = pytest.mark.slow

SALES = {
    "name": "sales",
    "csv": "city,amount,day\nOslo,10,2026-01-01\nRome,7,2026-01-02\nOslo,5,2026-02-01\nBonn,,2026-02-03\n",
}
PEOPLE = {"name": "people", "rows": [{"city": "Oslo", "who": "Ada"}, {"city": "Rome", "who": "Bo"}]}


def sql(calc, query, *tables, **more):
    return calc("sql_connector", query=query, tables=list(tables) or [SALES], **more).data


@pytest.mark.parametrize(
    "query",
    [
        "SELECT city, sum(amount) FROM sales GROUP BY city ORDER BY city",
        "SELECT p.who, s.amount FROM sales s JOIN people p ON p.city = s.city ORDER BY s.amount",
        "SELECT count(*), count(amount), avg(amount), min(day), max(day) FROM sales",
        "SELECT city, amount, rank() OVER (ORDER BY amount DESC NULLS LAST) r FROM sales ORDER BY r",
        "WITH big AS (SELECT * FROM sales WHERE amount > 6) SELECT count(*) FROM big",
    ],
)
def test_sql_agrees_with_another_engine(calc, query):
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE sales (city, amount, day)")
    other.execute("CREATE TABLE people (city, who)")
    other.executemany(
        "INSERT INTO sales VALUES (?, ?, ?)",
        [
            ("Oslo", 10, "2026-01-01"),
            ("Rome", 7, "2026-01-02"),
            ("Oslo", 5, "2026-02-01"),
            ("Bonn", None, "2026-02-03"),
        ],
    )
    other.executemany("INSERT INTO people VALUES (?, ?)", [("Oslo", "Ada"), ("Rome", "Bo")])
    assert sql(calc, query, SALES, PEOPLE)["rows"] == [list(row) for row in other.execute(query)]


def test_sql_shows_no_more_rows_than_asked(calc):
    data = sql(calc, "SELECT * FROM range(100)", limit=3)
    assert (data["row_count"], data["is_cut"]) == (3, True)


def test_sql_reads_files_of_the_workspace_of_that_person_only(use, bob):
    write_file(user=use.user, path="data/a.csv", content=b"a;b\n1;2\n3;4\n", now=now())
    write_file(user=bob, path="secret.csv", content=b"a\n1\n", now=now())
    assert use("sql_connector", query="SELECT sum(b) FROM t", tables=[{"name": "t", "file": "data/a.csv"}]).data[
        "rows"
    ] == [[6]]
    assert use.refused("sql_connector", query="SELECT 1", tables=[{"name": "t", "file": "secret.csv"}]) == {
        "path": ["No such file."]
    }


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_parquet('https://example.com/x')",
        "DROP TABLE sales",
        "INSERT INTO sales VALUES ('x', 1, '2026-01-01')",
        "UPDATE sales SET amount = 0",
        "COPY sales TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list; DROP TABLE sales",
        "SELECT 1; SELECT 2",
        "CREATE TABLE x AS SELECT 1",
        "EXPORT DATABASE '/tmp/x'",
        "CALL pragma_version()",
        "SELECT * FROM nothing_here",
        "SELEC 1",
        "",
    ],
)
def test_sql_refuses_what_writes_leaves_or_is_wrong(calc, query):
    assert list(calc.refused("sql_connector", query=query, tables=[SALES])) == ["query"]


def test_sql_without_end_is_ended(calc):
    query = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t"
    assert calc.at(10).refused("sql_connector", query=query, tables=[SALES]) in (
        "tool_out_of_time",
        "tool_out_of_memory",
    )


@pytest.mark.parametrize("name", ["a b", "a;drop", 'a"', "", "1a", "x" * 64])
def test_sql_refuses_odd_table_names(calc, name):
    assert "tables.0.name" in calc.refused("sql_connector", query="SELECT 1", tables=[{"name": name, "csv": "a\n1\n"}])


UNTIDY = " name ,age,joined,member\n Ann ,41,2026-01-05,yes\nAnn,41,2026-01-05,yes\nBob,,2026-02-01,no\nEve,39,2026-03-01,yes\n"


def test_cleaning_reports_every_change(use):
    data = use("data_cleaner", table={"csv": UNTIDY}, missing="median").data
    assert (data["rows_before"], data["rows_after"]) == (4, 3)
    kinds = [(each["kind"], each["row"], each["column"], each["after"]) for each in data["changes"]]
    assert ("trimmed", 1, " name ", "Ann") in kinds
    assert ("duplicate_dropped", 2, None, None) in kinds
    assert ("missing_filled", 3, "age", 40) in kinds


def test_cleaning_infers_types_but_keeps_leading_zeros(use):
    data = use(
        "data_cleaner",
        table={
            "rows": [
                {"zip": "01234", "n": "1", "ok": "yes", "day": "05.01.2026"},
                {"zip": "00001", "n": "2", "ok": "no", "day": "06.01.2026"},
            ]
        },
    ).data
    assert {each["name"]: each["type"] for each in data["columns"]} == {
        "zip": "String",
        "n": "Int64",
        "ok": "Boolean",
        "day": "Date",
    }


@pytest.mark.parametrize(("how", "rows", "largest"), [("flag", 9, 100.0), ("cap", 9, 13.0), ("drop_row", 8, 8.0)])
def test_cleaning_treats_outliers_by_the_quartiles(use, how, rows, largest):
    # Quartiles of 1..8 and 100 are 3 and 7, so that the upper fence is 13.
    result = use("data_cleaner", table={"rows": [{"x": float(x)} for x in [*range(1, 9), 100]]}, outliers=how)
    lines = result.artifacts[0].content.decode().split()[1:]
    assert (len(lines), max(map(float, lines))) == (rows, largest)


def test_cleaning_saves_a_new_file_and_keeps_the_old(use):
    write_file(user=use.user, path="a.csv", content=b"x\n 1\n 1\n", now=now())
    use("data_cleaner", table={"file": "a.csv"}, save_as="clean/a.csv")
    assert read_file(use.user, "clean/a.csv") == b"x\n1\n"
    assert read_file(use.user, "a.csv") == b"x\n 1\n 1\n"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"table": {}}, "table"),
        ({"table": {"csv": "a\n1\n", "rows": [{"a": 1}]}}, "table"),
        ({"table": {"csv": "a\n1\n"}, "keys": ["b"]}, "keys"),
        ({"table": {"file": "../../etc/passwd"}}, "table.file"),
        ({"table": {"csv": "a\n1\n"}, "outliers": "explode"}, "outliers"),
        ({"table": {"csv": "a\n1\n"}, "save_as": "../x.csv"}, "path"),
    ],
)
def test_cleaning_names_what_is_wrong(use, given, field):
    assert field in use.refused("data_cleaner", **given)


MONTHS = {"rows": [{"m": "Jan", "s": 10.5, "c": "a"}, {"m": "Feb", "s": 14, "c": "b"}, {"m": "Mar", "s": 9, "c": "a"}]}


@pytest.mark.parametrize(
    ("kind", "more", "marks"),
    [
        ("bar", {"x": "m", "y": "s"}, 3),
        ("line", {"x": "m", "y": "s"}, 3),
        ("area", {"x": "m", "y": "s"}, 1),
        ("scatter", {"x": "s", "y": "s", "color": "c"}, 3),
        ("histogram", {"x": "s"}, 1),
        ("box", {"x": "c", "y": "s"}, 1),
        ("heat_map", {"x": "m", "y": "c", "color": "s"}, 3),
    ],
)
def test_each_kind_of_chart_is_drawn(calc, tmp_path, kind, more, marks):
    result = calc("chart_generator", kind=kind, table=MONTHS, title="Sales & more <b>\x17", **more)
    svg, png = (each.content for each in result.artifacts)
    assert svg.startswith(b"<svg")
    assert "Sales &amp; more &lt;b&gt;\ufffd" in svg.decode()
    assert svg.count(b"aria-roledescription") > marks
    (tmp_path / "a.png").write_bytes(png)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size[0] > 640
        assert len(set(picture.convert("RGB").resize((60, 40)).getdata())) > 3
    assert result.data["rows"] == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "pie", "x": "m"}, "kind"),
        ({"kind": "bar", "x": "nope", "y": "s"}, "x"),
        ({"kind": "bar", "x": "m"}, "y"),
        ({"kind": "bar", "x": "m", "y": "c"}, "y"),
        ({"kind": "heat_map", "x": "m", "y": "c"}, "color"),
        ({"kind": "histogram", "x": "m"}, "x"),
        ({"kind": "bar", "x": "m", "y": "s", "width": 5}, "width"),
    ],
)
def test_charts_name_what_is_wrong(calc, given, field):
    assert field in calc.refused("chart_generator", table=MONTHS, **given)
