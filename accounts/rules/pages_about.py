"""Which pages of the admin tell something about one person: apps above name theirs here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageAbout:
    """A page of the admin about one person; ``url_name`` takes the person's id."""

    title: str
    url_name: str
    permission: str


_pages: list[PageAbout] = []


def tells_about_people(page: PageAbout) -> None:
    """Let the admin's page of a person lead to this one."""
    _pages.append(page)


def pages_about_people() -> list[PageAbout]:
    """All of them, in the order in which they were named."""
    return list(_pages)
