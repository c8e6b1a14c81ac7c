"""Opens many spirits to many people at once, from a CSV file that is read and judged first."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.models.grant import Grant
from spirits.models.spirit import Spirit
from spirits.queries.economy.prices import prices_of_spirits

MOST_LINES = 5_000
MOST_CHARACTERS = 1_000_000
NAMES = ("email", "spirit", "ends_at")
SPACE = UUID("6f0c2d9e-4a51-5a0e-9a34-6f2f5c1a7b10")  # in which the lines of a file have ids


@dataclass(frozen=True)
class GrantLine:
    """One line of the file, and what is wrong with it."""

    number: int
    email: str
    slug: str
    user: UUID | None
    spirit: UUID | None
    ends_at: datetime | None
    points: int
    problem: str = ""


@dataclass(frozen=True)
class BulkGrants:
    """What is to be opened to whom, as identifiers that can wait for a second person."""

    lines: tuple[tuple[str, str, str], ...]  # person, spirit, end ("": for good)

    @classmethod
    def of(cls, lines: list[GrantLine]) -> "BulkGrants":
        """The lines, all of them good."""
        return cls(tuple((str(each.user), str(each.spirit), _text(each.ends_at)) for each in lines))

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> "BulkGrants":
        """As they were kept."""
        return cls(tuple((person, spirit, end) for person, spirit, end in payload["grants"]))

    def payload(self) -> dict[str, Any]:
        """To be kept as JSON."""
        return {"grants": [list(each) for each in self.lines]}


def read_grants(text: str, *, at: datetime) -> list[GrantLine]:
    """Every line of a CSV file with the columns email, spirit and, if wanted, ends_at; three queries, nothing is written.

    InvalidInput when it is no such file.
    """
    if len(text) > MOST_CHARACTERS or "\x00" in text:
        raise InvalidInput.of("file", f"Expected a text of at most {MOST_CHARACTERS:,} characters.")
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if not rows.fieldnames or not {"email", "spirit"} <= set(rows.fieldnames) <= set(NAMES):
        raise InvalidInput.of("file", "Expected the columns email, spirit and, if wanted, ends_at in the first line.")
    try:
        given = [{name: (row.get(name) or "").strip() for name in NAMES} for row in rows]
    except csv.Error as error:
        raise InvalidInput.of("file", f"Line {rows.line_num} is no CSV: {error}.") from error
    if not 0 < len(given) <= MOST_LINES:
        raise InvalidInput.of("file", f"Expected 1 to {MOST_LINES:,} lines below the headings.")
    return _judged(given, at)


def _judged(given: list[dict[str, str]], at: datetime) -> list[GrantLine]:
    emails = {each["email"].lower() for each in given}
    people = {
        email.lower(): pk
        for pk, email in User.objects.filter(email__in=emails, is_active=True).values_list("pk", "email")
    }
    spirits = {
        slug: pk
        for pk, slug in Spirit.objects.filter(slug__in={e["spirit"] for e in given})
        .exclude(state="draft")
        .values_list("pk", "slug")
    }
    prices = prices_of_spirits(spirits.values(), at=at)
    seen: set[tuple[str, str]] = set()
    lines = []
    for number, row in enumerate(given, start=2):
        email, slug = row["email"].lower(), row["spirit"]
        user, spirit = people.get(email), spirits.get(slug)
        ends_at, problem = _end(row["ends_at"], at)
        if user is None:
            problem = "Nobody active has this address."
        elif spirit is None:
            problem = "There is no such spirit."
        elif (email, slug) in seen:
            problem = "The same person and spirit stand above."
        seen.add((email, slug))
        price = prices.get(spirit) if spirit else None
        lines.append(
            GrantLine(number, row["email"], slug, user, spirit, ends_at, (price.points if price else 0) or 0, problem)
        )
    return lines


def value_of_grants(lines: list[GrantLine]) -> int:
    """What all of it would cost in points."""
    return sum(each.points for each in lines)


@transaction.atomic
def grant_all(grants: BulkGrants, *, key: str, reason: str, actor: UUID | None, at: datetime) -> int:
    """Open all of them and return how many are new; the same key again opens nothing twice."""
    rows = [
        Grant(
            owner_id=UUID(person),
            spirit_id=UUID(spirit),
            source=Grant.Source.STAFF,
            source_id=id_of_line(key, place),
            starts_at=at,
            ends_at=datetime.fromisoformat(end) if end else None,
            reason=reason[:300],
            actor=actor,
        )
        for place, (person, spirit, end) in enumerate(grants.lines)
    ]
    before = Grant.objects.filter(source_id__in=[row.source_id for row in rows]).count()
    Grant.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    return len(rows) - before


def id_of_line(key: str, place: int) -> UUID:
    """The source of the grant that this line makes, the same however often it is done."""
    return uuid5(SPACE, f"{key}:{place}")


def _end(text: str, at: datetime) -> tuple[datetime | None, str]:
    if not text:
        return None, ""
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time(), UTC) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        return None, "The end is no date (2026-12-31) or moment."
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment, "" if moment > at else "The end is past."


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
