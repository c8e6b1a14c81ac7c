"""The gate against getting worse: made-up talks, facts that change, and random searches (ten thousand with --full-size)."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from accounts.models import User
from accounts.testing import make_user
from benchmarks.memory_parts.generator import BEGINNING, SMALL_TALK, TOPICS, changing_facts, talk
from benchmarks.memory_parts.methods import METHODS, load, run
from chat.memory.queries.search import Filters, Place, search
from chat.memory.rules.kinds import Kind, Scope, State
from chat.memory.services.change import supersede
from chat.memory.services.forget import forget
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import Memory
from spirits.models import Minion

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)


def test_the_same_seed_makes_the_same_talk() -> None:
    assert talk(1) == talk(1) != talk(2)


def test_search_finds_what_was_said_and_beats_the_simple_methods() -> None:
    talks = [load(talk(seed)) for seed in range(3)]
    tallies = {name: run(method, talks) for name, method in METHODS.items()}
    ours = tallies.pop("Daimon, without a model")
    assert ours.count() == 60
    assert ours.mean("R@5") >= 0.98
    assert ours.mean("MRR") >= 0.80
    assert all(ours.mean("R@10") >= each.mean("R@10") for each in tallies.values())


@pytest.mark.parametrize("people", [4, pytest.param(100, marks=pytest.mark.full_size)])
def test_a_changed_fact_is_found_first_and_the_old_one_in_its_time(people: int) -> None:
    for seed in range(people):
        owner = make_user()
        chains = changing_facts(seed)
        for chain in chains:
            current = None
            for fact in chain:
                if current is None:
                    current = remember(owner=owner, text=fact.text, now=fact.since)
                    continue
                candidates = search(owner.pk, fact.text, now=fact.since, limit=5)
                assert current.pk in [each.memory_id for each in candidates]
                current = supersede(owner=owner, memory_id=current.pk, text=fact.text, now=fact.since)
        end = BEGINNING + 365 * DAY
        for chain in chains:
            assert search(owner.pk, chain[-1].question, now=end)[0].text == chain[-1].text
            for fact, following in pairwise(chain):
                for moment in (fact.since, following.since - timedelta(microseconds=1)):
                    found = search(owner.pk, fact.question, now=end, filters=Filters(as_of=moment))
                    assert found[0].text == fact.text


@pytest.mark.parametrize("searches", [500, pytest.param(10_000, marks=pytest.mark.full_size)])
def test_random_searches_show_nothing_they_must_not(searches: int) -> None:
    random = Random(searches)
    owners = [make_user() for _ in range(4)]
    minions = {owner.pk: [Minion.objects.create(owner=owner, name=name) for name in "AB"] for owner in owners}
    for owner in owners:
        _fill(owner, minions[owner.pk], random)
    known = {memory.pk: memory for memory in Memory.objects.all()}
    shown = 0
    for _ in range(searches):
        owner = random.choice(owners)
        now = BEGINNING + timedelta(microseconds=random.choice((0, 1, 10**6)) + random.randrange(40) * 86_400 * 10**6)
        filters = _filters(random, minions[owner.pk])
        place = random.choice((None, Place(), Place(random.choice(minions[owner.pk]).pk)))
        for found in search(owner.pk, _words(random), now=now, limit=20, filters=filters, place=place):
            _check(known[found.memory_id], owner, now, filters, place)
            shown += 1
    assert shown > searches / 4


def _fill(owner: User, minions: list[Minion], random: Random) -> None:
    items = []
    for number in range(60):
        topic = random.choice(TOPICS)
        scope = random.choice((Scope.USER, Scope.USER, Scope.MINION))
        items.append(
            NewMemory(
                text=f"{topic[0].format(random.choice(topic[1]))} ({number})",
                kind=random.choice(Kind.values),
                scope=scope,
                minion_id=random.choice(minions).pk if scope == Scope.MINION or random.random() < 0.3 else None,
                tags=tuple(random.sample("xyz", random.randrange(3))),
                lifetime=timedelta(days=random.randrange(1, 40)) if random.random() < 0.6 else None,
                occurred_at=BEGINNING - random.randrange(30) * DAY,
            )
        )
    kept = remember_many(owner=owner, items=items, now=BEGINNING)
    for memory in random.sample(kept, 15):
        supersede(
            owner=owner,
            memory_id=memory.pk,
            text=memory.text + " no longer",
            now=BEGINNING + random.randrange(30) * DAY,
        )
    forget(owner=owner, memory_ids=[each.pk for each in random.sample(kept, 8)], now=BEGINNING)


def _filters(random: Random, minions: list[Minion]) -> Filters:
    moment = BEGINNING - random.randrange(30) * DAY
    return Filters(
        kinds=tuple(random.sample(Kind.values, random.randrange(3))),
        minion_id=random.choice(minions).pk if random.random() < 0.2 else None,
        tags=tuple(random.sample("xyz", 1)) if random.random() < 0.2 else (),
        since=moment if random.random() < 0.2 else None,
        until=moment + 10 * DAY if random.random() < 0.2 else None,
        as_of=BEGINNING + random.randrange(40) * DAY if random.random() < 0.2 else None,
    )


def _words(random: Random) -> str:
    topic = random.choice(TOPICS)
    return random.choice(
        (topic[2].format(who="anybody"), random.choice(topic[1]), random.choice(SMALL_TALK), "&|!:*", topic[0])
    )


def _check(memory: Memory, owner: User, now: datetime, filters: Filters, place: Place | None) -> None:
    true_at = filters.as_of or now
    assert memory.owner_id == owner.pk
    assert memory.state in {State.CURRENT, State.SUPERSEDED}
    assert memory.expires_at is None or memory.expires_at > now
    assert memory.valid_from <= true_at
    assert memory.valid_to is None or memory.valid_to > true_at or memory.changed_at > now
    assert not filters.kinds or memory.kind in filters.kinds
    assert filters.minion_id in (None, memory.minion_id)
    assert set(filters.tags) <= set(memory.tags)
    assert filters.since is None or memory.occurred_at >= filters.since
    assert filters.until is None or memory.occurred_at < filters.until
    assert place is None or memory.scope == Scope.USER or memory.minion_id == place.minion_id
