"""A program for the command line."""

from spirits.tools.development.scaffold_work.parts import IGNORED, Files, one_line, pyproject, readme


def command(package: str, name: str, description: str) -> Files:
    """A program with arguments, exit codes and tests."""
    script = f'\n[project.scripts]\n{package.replace("_", "-")} = "{package}.cli:main"\n'
    return {
        "pyproject.toml": pyproject(package, description, script),
        "README.md": readme(name, description, f"    python -m {package} words FILE"),
        ".gitignore": IGNORED,
        f"{package}/__init__.py": f'"""{one_line(description)}"""\n',
        f"{package}/__main__.py": f'''
            """Lets Python run the package."""

            from {package}.cli import main

            raise SystemExit(main())
        ''',
        f"{package}/cli.py": f'''
            """The command line."""

            import argparse
            import sys
            from collections.abc import Sequence
            from pathlib import Path


            def main(arguments: Sequence[str] | None = None) -> int:
                """Run the command and return its exit code."""
                given = parser().parse_args(arguments)
                try:
                    text = sys.stdin.read() if given.file == "-" else Path(given.file).read_text(encoding="utf-8")
                except OSError as error:
                    print(f"{{given.file}}: {{error.strerror}}", file=sys.stderr)
                    return 2
                print(count(text, given.what))
                return 0


            def parser() -> argparse.ArgumentParser:
                """What the command understands."""
                made = argparse.ArgumentParser(prog="{package.replace("_", "-")}", description="{one_line(description)}")
                made.add_argument("what", choices=["words", "lines", "characters"])
                made.add_argument("file", help="a text file, or - for standard input")
                return made


            def count(text: str, what: str) -> int:
                """How many words, lines or characters a text has."""
                parts = {{"words": text.split(), "lines": text.splitlines(), "characters": text}}
                return len(parts[what])
        ''',
        "tests/test_cli.py": f"""
            import pytest

            from {package}.cli import count, main


            @pytest.mark.parametrize(("what", "expected"), [("words", 3), ("lines", 2), ("characters", 12)])
            def test_a_text_is_counted(what, expected):
                assert count("one two\\nsix\\n", what) == expected


            def test_the_command_prints_the_count(tmp_path, capsys):
                path = tmp_path / "a.txt"
                path.write_text("one two")
                assert main(["words", str(path)]) == 0
                assert capsys.readouterr().out == "2\\n"


            def test_a_missing_file_is_told(tmp_path, capsys):
                assert main(["words", str(tmp_path / "none")]) == 2
                assert "No such file" in capsys.readouterr().err
        """,
    }
