"""A library: a package with its tests."""

from spirits.tools.development.scaffold_work.parts import IGNORED, Files, one_line, pyproject, readme


def library(package: str, name: str, description: str) -> Files:
    """A package with one module and its tests."""
    return {
        "pyproject.toml": pyproject(package, description),
        "README.md": readme(name, description, f"    from {package} import Item, total"),
        ".gitignore": IGNORED,
        f"{package}/__init__.py": f'''
            """{one_line(description)}"""

            from {package}.items import Item, total

            __all__ = ["Item", "total"]
        ''',
        f"{package}/items.py": '''
            """What the library is about: items with a price, and their sum."""

            from collections.abc import Iterable
            from dataclasses import dataclass


            @dataclass(frozen=True)
            class Item:
                """Something with a name and a price in cents."""

                name: str
                cents: int

                def __post_init__(self) -> None:
                    if self.cents < 0:
                        raise ValueError("a price is not negative")


            def total(items: Iterable[Item]) -> int:
                """The sum of the prices in cents."""
                return sum(item.cents for item in items)
        ''',
        "tests/test_items.py": f"""
            import pytest

            from {package} import Item, total


            def test_prices_add_up():
                assert total([Item("pen", 120), Item("ink", 340)]) == 460


            def test_nothing_costs_nothing():
                assert total([]) == 0


            def test_a_negative_price_is_refused():
                with pytest.raises(ValueError):
                    Item("pen", -1)
        """,
    }
