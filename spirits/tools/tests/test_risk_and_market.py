"""risk_assessor and market_researcher."""

import pytest
from scipy import stats

RISKS = [
    {
        "name": "Supplier fails",
        "probability_percent": 20,
        "impact": 50_000,
        "mitigation_cost": 3_000,
        "residual_percent": 5,
    },
    {"name": "Typing error", "probability_percent": 80, "impact": 100},
]


def test_a_register_is_ranked_by_expected_loss(calc):
    result = calc("risk_assessor", method="register", risks=RISKS).data["result"]
    first, second = result["risks"]
    assert (first["expected_loss"], first["residual_loss"], first["benefit"]) == (10_000, 2_500, 4_500)
    assert (first["likelihood"], first["severity"], first["level"]) == (2, 5, "high")
    assert (second["likelihood"], second["severity"], second["level"]) == (5, 1, "medium")
    assert (result["expected_loss"], result["residual_loss"]) == (10_080, 2_580)
    assert result["matrix"][1][4] == 1


def simulate(calc, items, **more):
    return calc("risk_assessor", method="simulation", seed=1, items=items, **more).data["result"]


def test_certain_estimates_give_their_sum(calc):
    items = [{"name": name, "low": 5, "likely": 5, "high": 5} for name in "ab"]
    result = simulate(calc, items, limit=10)
    assert (result["mean"], result["percentiles"]["p95"], result["drivers"]) == (10, 10, [])
    assert result["limit"]["kept_percent"] == 100


@pytest.mark.parametrize(
    ("distribution", "mean", "tenth"),
    [
        ("triangular", (10 + 20 + 60) / 3, stats.triang(0.2, 10, 50).ppf(0.1)),
        ("pert", (10 + 4 * 20 + 60) / 6, stats.beta(1.8, 4.2, 10, 50).ppf(0.1)),
    ],
)
def test_simulated_values_follow_their_distribution(calc, distribution, mean, tenth):
    items = [{"name": "a", "low": 10, "likely": 20, "high": 60}]
    result = simulate(calc, items, distribution=distribution, runs=100_000)
    assert result["mean"] == pytest.approx(mean, rel=0.01)
    assert result["percentiles"]["p10"] == pytest.approx(tenth, rel=0.02)


def test_the_same_seed_gives_the_same_result(calc):
    items = [
        {"name": "small", "low": 1, "likely": 2, "high": 3},
        {"name": "large", "low": 10, "likely": 40, "high": 90},
    ]
    risks = [{"name": "flood", "probability_percent": 10, "impact": 50}]
    result = simulate(calc, items, risks=risks, runs=50_000)
    assert result == simulate(calc, items, risks=risks, runs=50_000)
    assert result["mean"] == pytest.approx(2 + 260 / 6 + 5, rel=0.01)
    assert result["drivers"][0]["name"] == "large"


def test_a_schedule_follows_the_longest_way(calc):
    items = [
        {"name": "plan", "low": 2, "likely": 2, "high": 2},
        {"name": "walls", "low": 5, "likely": 5, "high": 5, "after": ["plan"]},
        {"name": "garden", "low": 3, "likely": 3, "high": 3, "after": ["plan"]},
        {"name": "feast", "low": 1, "likely": 1, "high": 1, "after": ["walls", "garden"]},
    ]
    result = simulate(calc, items, measure="schedule")
    assert result["mean"] == 8
    assert result["critical_percent"] == {"plan": 100, "walls": 100, "garden": 0, "feast": 100}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"method": "register"}, "risks"),
        ({"method": "simulation"}, "items"),
        ({"method": "simulation", "items": [{"name": "a", "low": 3, "likely": 2, "high": 4}]}, "items.0.likely"),
        (
            {
                "method": "simulation",
                "measure": "schedule",
                "items": [{"name": "a", "low": 1, "likely": 1, "high": 1, "after": ["a"]}],
            },
            "items",
        ),
        (
            {"method": "register", "risks": [{"name": "a", "probability_percent": 120, "impact": 1}]},
            "risks.0.probability_percent",
        ),
    ],
)
def test_bad_risks_are_named(calc, given, field):
    assert list(calc.refused("risk_assessor", **given)) == [field]


def series(*values):
    return [{"period": f"P{number}", "value": value} for number, value in enumerate(values, 1)]


def test_growth_and_a_straight_line(calc):
    found = calc("market_researcher", series=series(100, 110, 120, 130, 140), per_year="1", horizon=2).data
    assert found["growth"]["annual_growth_percent"] == 8.78  # (140 / 100) ** (1 / 4)
    assert [each["value"] for each in found["forecast"]["periods"]] == [150, 160]
    assert found["forecast"]["periods"][0]["low"] == pytest.approx(150)
    assert found["forecast"]["r_squared"] == 1


def test_the_interval_is_that_of_the_textbook(calc):
    # y = 1, 3, 2, 5, 4 over x = 0..4: slope 0.8, residual variance 1.2; at x = 5 the prediction is 5.4.
    found = calc("market_researcher", series=series(1, 3, 2, 5, 4), per_year="1", horizon=1, confidence_percent=95).data
    ahead = found["forecast"]["periods"][0]
    reach = 3.182446 * 1.2**0.5 * (1 + 1 / 5 + 9 / 10) ** 0.5
    assert ahead["value"] == pytest.approx(5.4)
    assert ahead["high"] == pytest.approx(5.4 + reach, rel=1e-5)
    assert ahead["low"] == pytest.approx(5.4 - reach, rel=1e-4)


def test_seasons_are_found_again(calc):
    index = [0.5, 1.5, 0.8, 1.2]
    values = [200 * index[at % 4] for at in range(16)]
    found = calc("market_researcher", series=series(*values), per_year="4", horizon=4).data
    assert [each["index"] for each in found["seasonality"]["indices"]] == index
    assert [each["value"] for each in found["forecast"]["periods"]] == [100, 300, 160, 240]
    assert found["forecast"]["backtest"]["mean_error_percent"] == 0


def test_shares_and_concentration(calc):
    players = [
        {"name": "B", "value": 30, "before": 50},
        {"name": "A", "value": 60, "before": 40},
        {"name": "C", "value": 10, "before": 10},
    ]
    found = calc("market_researcher", shares=players).data["shares"]
    assert [(each["name"], each["share_percent"], each["change_points"]) for each in found["players"]] == [
        ("A", 60, 20),
        ("B", 30, -20),
        ("C", 10, 0),
    ]
    assert (found["herfindahl_index"], found["concentration"]) == (4600, "highly concentrated")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "series"),
        ({"series": series(1, 2)}, "series"),
        ({"shares": [{"name": "A", "value": 0}]}, "shares"),
        ({"series": series(1, 2, -3)}, "series.2.value"),
    ],
)
def test_bad_market_figures_are_named(calc, given, field):
    assert list(calc.refused("market_researcher", **given)) == [field]
