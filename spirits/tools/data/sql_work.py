"""One SELECT in a DuckDB that can reach no file, no network and no extension."""

import tempfile
from pathlib import Path
from typing import Any

import duckdb

from project.lib.errors import InvalidInput
from spirits.tools.data.tables_work import frame, plain


def query(sql: str, sources: dict[str, Any], limit: int, most_rows: int) -> dict[str, Any]:
    """The first ``limit`` rows of the query over the named tables."""
    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"}) as database:
        for name, source in sources.items():
            _load(database, name, source, most_rows)
        _close_doors(database)
        try:
            _check(database, sql)
            answer = database.execute(sql)
            columns = [each[0] for each in answer.description or []]
            rows = answer.fetchmany(limit + 1)
        except duckdb.Error as error:
            raise InvalidInput.of("query", _explained(str(error))) from error
    shown = [[plain(value) for value in row] for row in rows[:limit]]
    return {"columns": columns, "rows": shown, "row_count": len(shown), "is_cut": len(rows) > limit}


def _load(database: duckdb.DuckDBPyConnection, name: str, source: dict[str, Any], most_rows: int) -> None:
    """Copy the table in by way of a file of our own, before the doors are closed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        frame(source, most_rows=most_rows).write_parquet(path)
        try:
            database.execute(f'CREATE TABLE "{name}" AS SELECT * FROM read_parquet(?)', [str(path)])  # noqa: S608 - checked name
        except duckdb.Error as error:
            raise InvalidInput.of("tables", f"{name}: {_explained(str(error))}") from error


def _close_doors(database: duckdb.DuckDBPyConnection) -> None:
    for setting in (
        "enable_external_access=false",
        "autoinstall_known_extensions=false",
        "autoload_known_extensions=false",
        "allow_community_extensions=false",
        "temp_directory=''",
        "lock_configuration=true",
    ):
        try:
            database.execute(f"SET {setting}")
        except duckdb.Error:
            if setting.startswith(("enable_external", "lock")):
                raise  # without these two nothing may be run


def _check(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = database.extract_statements(sql)
    if len(statements) != 1:
        raise InvalidInput.of("query", f"Expected one statement, found {len(statements)}.")
    if statements[0].type not in {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}:
        raise InvalidInput.of("query", "Only SELECT is run here: nothing may be changed.")


def _explained(message: str) -> str:
    return message.replace("\n\n", "\n").strip()[:1_000]
