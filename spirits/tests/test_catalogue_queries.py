"""Access, limits, synergy and savings, on the delivered catalogue."""

from typing import Any

import pytest

from accounts.models import User
from accounts.rules.ranks import Standing
from spirits.errors import CatalogueEmpty, SpiritNotFound
from spirits.models import Plan, Spirit
from spirits.queries.access import access_of, available_spirits
from spirits.queries.catalogue import bundles_shown_to, get_spirit, spirits_shown_to
from spirits.queries.limits import limits_of
from spirits.queries.synergy import partners_of, synergy_of
from spirits.rules.access import Obstacle, Offer, Reason, access_with
from spirits.rules.prices import money, saving_percent
from spirits.rules.synergy import Pair, synergy_within
from spirits.testing import make_free_plan, make_minion, make_spirit


def test_free_people_may_use_the_free_spirits(alice: User, catalogue: None) -> None:
    found = available_spirits(alice)
    assert [each.spirit.slug for each in found] == ["writer", "analyst", "builder", "connector", "checker"]
    assert found[0].access.reasons == (Reason.FREE, Reason.PLAN)


def test_staff_may_use_all(staff: User, catalogue: None) -> None:
    assert len(available_spirits(staff)) == 18


def test_access_to_the_whole_catalogue_takes_three_queries(
    alice: User, catalogue: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        assert len(access_of(alice, spirits_shown_to(alice))) == 18


def test_access_says_what_is_missing() -> None:
    offer = Offer(True, False, "skilled", 1, 499, 50)
    refused = access_with([], offer, standing=Standing(0))
    assert [obstacle for obstacle, _ in refused.missing] == [Obstacle.PRICE, Obstacle.RANK]
    with_rank = access_with([], offer, standing=Standing(5))
    assert [obstacle for obstacle, _ in with_rank.missing] == [Obstacle.PRICE]
    retired = access_with([], Offer(False, True, "novice", 1, 0, 0), standing=Standing(0))
    assert [obstacle for obstacle, _ in retired.missing] == [Obstacle.NOT_OFFERED]
    opened = access_with([Reason.GIFT, Reason.PLAN], offer, standing=Standing(0))
    assert (opened.reasons, opened.missing) == ((Reason.PLAN, Reason.GIFT), ())
    assert opened.explanation == "Part of your plan. Somebody gave it to you"


def test_limits_come_from_the_free_plan_and_staff_have_none(alice: User, staff: User) -> None:
    with pytest.raises(CatalogueEmpty):
        limits_of(alice)
    make_free_plan(max_minions=7, max_spirits_per_minion=None)
    assert (limits_of(alice).max_minions, limits_of(alice).max_spirits_per_minion) == (7, None)
    assert (limits_of(staff).max_minions, limits_of(staff).has_api_access) == (None, True)


def test_the_net_synergy_is_the_sum_over_all_pairs(catalogue: None) -> None:
    together = synergy_of(["writer", "creative", "mathematician"])
    assert together.net_percent == 25 - 10 - 12
    assert together.synergies == (Pair(("writer", "creative"), 25, "Content Master"),)
    assert together.conflicts == (
        Pair(("creative", "mathematician"), -12, "Precision vs Art"),
        Pair(("writer", "mathematician"), -10, ""),
    )


@pytest.mark.parametrize(
    ("slugs", "net"), [([], 0), (["a"], 0), (["a", "a"], 0), (["a", "b"], 5), (["b", "a", "c"], 2)]
)
def test_synergy_counts_each_pair_once(slugs: list[str], net: int) -> None:
    table = {frozenset("ab"): Pair(("a", "b"), 5), frozenset("bc"): Pair(("b", "c"), -3)}
    assert synergy_within(slugs, table).net_percent == net


def test_partners_stand_in_order_of_help(catalogue: None) -> None:
    partners = partners_of(Spirit.objects.get(slug="creative"))
    assert [(other.slug, row.percent) for other, row in partners][:1] == [("designer", 30)]
    assert partners[-1][0].slug == "analyst"


def test_the_best_bundle_saves_44_percent(alice: User, catalogue: None) -> None:
    savings = {row.slug: saving_percent(row.list_cents, row.price_cents) for row in bundles_shown_to(alice)}
    assert savings == {
        "content-creator": 27,
        "developer-pro": 28,
        "data-science": 24,
        "business-professional": 27,
        "ultimate-creator": 29,
        "security-expert": 27,
        "complete-collection": 44,
    }


@pytest.mark.parametrize(
    ("listed", "price", "percent"), [(0, 0, 0), (100, 100, 0), (100, 120, 0), (100, 1, 99), (3, 2, 33)]
)
def test_a_saving_is_never_shown_larger_than_it_is(listed: int, price: int, percent: int) -> None:
    assert saving_percent(listed, price) == percent


@pytest.mark.parametrize(("cents", "text"), [(0, "Free"), (5, "$0.05"), (499, "$4.99"), (123_456, "$1,234.56")])
def test_money_reads_like_money(cents: int, text: str) -> None:
    assert money(cents) == text


def test_drafts_are_for_staff_and_retired_spirits_for_those_who_use_them(alice: User, bob: User, staff: User) -> None:
    draft = make_spirit(state="draft")
    retired = make_spirit(state="retired")
    make_minion(alice, spirits=[retired])
    assert list(spirits_shown_to(bob)) == []
    assert list(spirits_shown_to(alice)) == [retired]
    assert set(spirits_shown_to(staff)) == {draft, retired}
    with pytest.raises(SpiritNotFound):
        get_spirit(bob, spirit_id=retired.pk)


def test_a_spirit_is_found_by_slug_or_name_in_any_case(alice: User, catalogue: None) -> None:
    assert get_spirit(alice, name="DEVOPS").slug == "devops"
    assert get_spirit(alice, name="Writer").slug == "writer"
    with pytest.raises(SpiritNotFound):
        get_spirit(alice, name="nobody")


def test_plans_are_ordered_as_in_the_file(catalogue: None) -> None:
    assert list(Plan.objects.values_list("slug", flat=True)) == ["free", "creator", "professional", "enterprise"]
