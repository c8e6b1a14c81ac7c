"""business_analyzer and strategy_planner."""

import pytest


def analyse(calc, analysis, figures):
    return calc("business_analyzer", analysis=analysis, **{analysis: figures}).data["result"]


def test_margins(calc):
    rows = [{"name": "A", "revenue": 200, "cost": 120, "expenses": 30}, {"name": "B", "revenue": 50, "cost": 60}]
    result = analyse(calc, "margins", rows)
    first, second = result["rows"]
    assert (first["gross_margin_percent"], first["markup_percent"], first["net_margin_percent"]) == (40, 66.67, 25)
    assert (second["gross_profit"], second["gross_margin_percent"]) == (-10, -20)
    assert (result["total"]["gross_margin_percent"], first["revenue_share_percent"]) == (28, 80)


def test_unit_economics(calc):
    figures = {"revenue": 50, "variable_cost": 10, "acquisition_cost": 200, "churn_percent": 5}
    result = analyse(calc, "unit_economics", figures)
    assert result["lifetime_value"] == 800
    assert (result["lifetime_months"], result["value_to_cost"], result["payback_months"]) == (20, 4, 5)


def test_break_even(calc):
    figures = {"fixed_costs": 10_001, "price": 25, "variable_cost": 15, "planned_units": 2002, "target_profit": 5000}
    result = analyse(calc, "break_even", figures)
    assert (result["units"], result["revenue"], result["units_for_target"]) == (1001, 25_025, 1501)
    assert (result["planned_profit"], result["margin_of_safety_percent"]) == (10_019, 50)
    assert analyse(calc, "break_even", {"fixed_costs": 0.3, "price": 0.3, "variable_cost": 0.2})["units"] == 3


def test_cohorts(calc):
    rows = [{"name": "Jan", "active": [100, 60, 45]}, {"name": "Feb", "active": [300, 240]}]
    result = analyse(calc, "cohorts", rows)
    assert result["cohorts"][0]["retention_percent"] == [100, 60, 45]
    assert result["average_retention_percent"] == [100, 75, 45]


def test_cash_flow_agrees_with_the_textbook(calc):
    # NPV and IRR as in the documentation of numpy-financial: 0.28095 and 3065.22 of these flows.
    assert analyse(calc, "cash_flow", {"flows": [-100, 39, 59, 55, 20]})["internal_rate_percent"] == 28.0948
    flows = [-40_000, 5_000, 8_000, 12_000, 30_000]
    result = analyse(calc, "cash_flow", {"flows": flows, "discount_percent": 8})
    assert result["net_present_value"] == 3065.22
    assert result["payback_periods"] == 3.5
    assert result["balances"] == [-40_000, -35_000, -27_000, -15_000, 15_000]


def test_flows_that_turn_twice_have_no_internal_rate(calc):
    result = analyse(calc, "cash_flow", {"flows": [-100, 230, -132], "opening_balance": 100})
    assert result["internal_rate_percent"] is None
    assert result["first_period_short"] is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"analysis": "margins"}, "margins"),
        ({"analysis": "guess"}, "analysis"),
        (
            {"analysis": "break_even", "break_even": {"fixed_costs": 1, "price": 2, "variable_cost": 2}},
            "break_even.price",
        ),
        ({"analysis": "cohorts", "cohorts": [{"name": "A", "active": [0, 0]}]}, "cohorts.0.active"),
        ({"analysis": "cohorts", "cohorts": [{"name": "A", "active": [5, 6]}]}, "cohorts.0.active"),
        ({"analysis": "cash_flow", "cash_flow": {"flows": [1]}}, "cash_flow.flows"),
    ],
)
def test_bad_figures_are_named(calc, given, field):
    assert list(calc.refused("business_analyzer", **given)) == [field]


def plan(calc, method, part):
    return calc("strategy_planner", method=method, **{method: part}).data["result"]


MATRIX = {
    "criteria": [{"name": "Price", "weight": 3}, {"name": "Quality", "weight": 2}],
    "options": [{"name": "A", "scores": [8, 4]}, {"name": "B", "scores": [5, 9]}],
}


def test_a_decision_is_weighed_and_turned(calc):
    result = plan(calc, "decision_matrix", MATRIX)
    assert [(each["name"], each["score"]) for each in result["ranking"]] == [("B", 6.6), ("A", 6.4)]
    # 8w + 4(1-w) = 5w + 9(1-w) at w = 5/8.
    assert result["sensitivity"][0] == {"criterion": "Price", "weight": 0.6, "turns_at": 0.625, "winner_then": "A"}


def test_consistent_comparisons_give_their_weights(calc):
    pairs = [("a", "b", 2), ("a", "c", 4), ("b", "c", 2)]
    comparisons = [{"one": one, "other": other, "value": value} for one, other, value in pairs]
    result = plan(calc, "ahp", {"criteria": ["a", "b", "c"], "comparisons": comparisons})
    assert [each["weight"] for each in result["weights"]] == [0.5714, 0.2857, 0.1429]
    assert (result["largest_eigenvalue"], result["consistency_ratio"]) == (3, 0)


def test_circular_comparisons_are_not_consistent(calc):
    pairs = [("a", "b", 3), ("b", "c", 3), ("a", "c", 1 / 3)]
    comparisons = [{"one": one, "other": other, "value": value} for one, other, value in pairs]
    result = plan(calc, "ahp", {"criteria": ["a", "b", "c"], "comparisons": comparisons})
    # A cycle of 3s has the eigenvalue 1 + 3 + 1/3.
    assert (result["largest_eigenvalue"], result["is_consistent"]) == (4.3333, False)


def test_objectives_count_towards_the_target(calc):
    results = [
        {"name": "Users", "start": 100, "target": 200, "current": 150},
        {"name": "Faults", "start": 10, "target": 0, "current": 1},
    ]
    part = {"elapsed_percent": 60, "objectives": [{"name": "Grow", "key_results": results}]}
    result = plan(calc, "okr", part)
    assert result["progress_percent"] == 70
    assert result["behind"] == ["Users"]


def test_swot_pairs_the_heaviest(calc):
    points = {
        "strengths": [{"name": "Speed", "weight": 2}, {"name": "Trust", "weight": 5}],
        "weaknesses": [{"name": "Debt", "weight": 4}],
        "opportunities": [{"name": "Export", "weight": 4}],
        "threats": [{"name": "Rival", "weight": 5}],
    }
    result = plan(calc, "swot", points)
    assert result["pairs"]["SO"][0] == {"score": 20, "strategy": "Use “Trust” to take “Export”."}
    assert (result["inner"], result["outer"], result["posture"]) == (3, -1, "defend")


@pytest.mark.parametrize(
    ("method", "part", "field"),
    [
        (
            "ahp",
            {"criteria": ["a", "b"], "comparisons": [{"one": "a", "other": "x", "value": 2}]},
            "ahp.comparisons.0.other",
        ),
        (
            "ahp",
            {"criteria": ["a", "b", "c"], "comparisons": [{"one": "a", "other": "b", "value": 2}]},
            "ahp.comparisons",
        ),
        ("decision_matrix", {**MATRIX, "criteria": MATRIX["criteria"][:1]}, "decision_matrix.options.0.scores"),
        (
            "okr",
            {"objectives": [{"name": "x", "key_results": [{"name": "y", "start": 1, "target": 1, "current": 1}]}]},
            "okr.objectives.0.key_results.0.target",
        ),
    ],
)
def test_bad_plans_are_named(calc, method, part, field):
    assert list(calc.refused("strategy_planner", method=method, **{method: part})) == [field]
