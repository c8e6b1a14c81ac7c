"""Tests of every kind, to write one's own after."""

from spirits.tools.development.scaffold_work.parts import Files, one_line, pyproject, readme


def suite(package: str, name: str, description: str) -> Files:
    """Tests of the standard library to replace by one's own."""
    return {
        "README.md": readme(name, description, "Tests by kind: plain, with many cases, with a fixture, of errors."),
        "pyproject.toml": pyproject(package, description),
        "tests/conftest.py": '''
            """What the tests share."""

            from collections.abc import Callable
            from pathlib import Path

            import pytest


            @pytest.fixture
            def write(tmp_path: Path) -> Callable[[str, str], Path]:
                """Writes a file for one test."""

                def write(name: str, content: str) -> Path:
                    path = tmp_path / name
                    path.write_text(content)
                    return path

                return write
        ''',
        f"tests/test_{package}.py": f'''
            """Tests of {one_line(name)}: replace what they import by the code under test."""

            import json
            from statistics import StatisticsError, mean

            import pytest


            def test_a_plain_case():
                assert mean([1, 2, 3]) == 2


            @pytest.mark.parametrize(("values", "expected"), [([5], 5), ([-1, 1], 0), ([0.5, 1.5], 1)])
            def test_many_cases(values, expected):
                assert mean(values) == expected


            def test_an_error_is_raised():
                with pytest.raises(StatisticsError):
                    mean([])


            def test_with_a_file(write):
                path = write("data.json", json.dumps([1, 3]))
                assert mean(json.loads(path.read_text())) == 2
        ''',
    }
