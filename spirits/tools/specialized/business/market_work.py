"""Time series and shares of a market."""

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from project.lib.errors import InvalidInput

Series = NDArray[np.float64]
CONCENTRATED, MODERATE = 1800, 1000  # Herfindahl-Hirschman points


def research(
    series: list[dict[str, Any]] | None,
    shares: list[dict[str, Any]] | None,
    *,
    per_year: int,
    horizon: int,
    confidence: float,
) -> dict[str, Any]:
    """Growth, seasonality, forecast of the series and shares of the players, each where there is data for it."""
    found: dict[str, Any] = {"growth": None, "seasonality": None, "forecast": None, "shares": None}
    if series:
        values = np.array([each["value"] for each in series], dtype=np.float64)
        index = _seasons(values, per_year)
        found |= {
            "growth": _growth(values, per_year),
            "seasonality": None if index is None else _told_seasons(index, series),
            "forecast": _forecast(values, index, horizon, confidence),
        }
    if shares:
        found["shares"] = _shares(shares)
    return found


def _growth(values: Series, per_year: int) -> dict[str, Any]:
    steps = [None if one == 0 else round(100 * (other / one - 1), 2) for one, other in itertools.pairwise(values)]
    years = (len(values) - 1) / per_year
    annual = (
        None if values[0] <= 0 or values[-1] <= 0 else round(100 * ((values[-1] / values[0]) ** (1 / years) - 1), 2)
    )
    yearly = [
        None if one == 0 else round(100 * (other / one - 1), 2)
        for one, other in zip(values, values[per_year:], strict=False)
    ]
    return {
        "annual_growth_percent": annual,
        "step_percent": steps,
        "year_on_year_percent": yearly if per_year > 1 else steps,
        "formula": "annual growth = (last / first)^(periods in a year / steps) - 1",
    }


def _seasons(values: Series, per_year: int) -> Series | None:
    """Each season's share of the mean; None with less than two whole years, or where a mean is zero."""
    if per_year == 1 or len(values) < 2 * per_year + 1:
        return None
    weights = np.ones(per_year + 1 - per_year % 2)
    if per_year % 2 == 0:
        weights[[0, -1]] = 0.5
    smooth = np.convolve(values, weights / per_year, mode="valid")
    if np.any(smooth <= 0):
        return None
    start = len(weights) // 2
    ratios = values[start : start + len(smooth)] / smooth
    seasons = np.array([np.mean(ratios[(np.arange(len(ratios)) + start) % per_year == at]) for at in range(per_year)])
    return np.asarray(seasons * per_year / seasons.sum(), dtype=np.float64)


def _told_seasons(index: Series, series: list[dict[str, Any]]) -> dict[str, Any]:
    named = [{"season_of": series[at]["period"], "index": round(float(each), 4)} for at, each in enumerate(index)]
    best, worst = int(np.argmax(index)), int(np.argmin(index))
    return {
        "indices": named,
        "strongest": series[best]["period"],
        "weakest": series[worst]["period"],
        "formula": "mean of value / centred moving average, scaled to a mean of 1",
    }


def _forecast(values: Series, index: Series | None, horizon: int, confidence: float) -> dict[str, Any]:
    """A straight line through the figures without their seasons, carried on; the interval is that of a new value."""
    size = len(values)
    times = np.arange(size, dtype=np.float64)
    seasons = np.ones(size) if index is None else index[np.arange(size) % len(index)]
    if np.any(seasons <= 0):
        raise InvalidInput.of("series", "A season has no figures at all; leave such periods out.")
    level = values / seasons
    fit = stats.linregress(times, level)
    error = float(np.sqrt(np.sum((level - fit.intercept - fit.slope * times) ** 2) / (size - 2)))
    factor = float(stats.t.ppf((1 + confidence) / 2, size - 2))
    spread = float(np.sum((times - times.mean()) ** 2))
    periods = []
    for ahead in range(1, horizon + 1):
        at = size - 1 + ahead
        season = 1.0 if index is None else float(index[at % len(index)])
        middle = float(fit.intercept + fit.slope * at)
        reach = factor * error * float(np.sqrt(1 + 1 / size + (at - times.mean()) ** 2 / spread))
        bounds = {"value": middle, "low": max(0.0, middle - reach), "high": middle + reach}
        periods.append({"ahead": ahead, **{name: float(f"{each * season:.8g}") for name, each in bounds.items()}})
    return {
        "method": "straight line by least squares" + ("" if index is None else ", times the seasonal index"),
        "slope_per_period": float(f"{fit.slope:.6g}"),
        "r_squared": round(float(fit.rvalue**2), 4),
        "backtest": _backtest(values, seasons),
        "periods": periods,
        "caution": "An extrapolation: it holds only as long as what made the past goes on.",
    }


def _backtest(values: Series, seasons: Series) -> dict[str, Any] | None:
    """How far the method and the last known value are off on the last fifth, each made without it."""
    held = len(values) // 5
    if held < 1 or len(values) - held < 3 or np.any(values[-held:] <= 0):
        return None
    known = len(values) - held
    fit = stats.linregress(np.arange(known), values[:known] / seasons[:known])
    guessed = (fit.intercept + fit.slope * np.arange(known, len(values))) * seasons[known:]
    carried = values[known - 1] / seasons[known - 1] * seasons[known:]
    off, naive = (
        round(float(np.mean(np.abs(each - values[known:]) / values[known:]) * 100), 2) for each in (guessed, carried)
    )
    return {"held_out": held, "mean_error_percent": off, "last_value_error_percent": naive}


def _shares(players: list[dict[str, Any]]) -> dict[str, Any]:
    whole = sum(each["value"] for each in players)
    if whole <= 0:
        raise InvalidInput.of("shares", "The players must sell something between them.")
    earlier = sum(each["before"] for each in players) if all("before" in each for each in players) else 0
    rows = []
    for each in sorted(players, key=lambda each: -each["value"]):
        share = 100 * each["value"] / whole
        row = {"name": each["name"], "value": each["value"], "share_percent": round(share, 2)}
        if earlier > 0:
            row["change_points"] = round(share - 100 * each["before"] / earlier, 2)
        rows.append(row)
    points = sum((100 * each["value"] / whole) ** 2 for each in players)
    kind = (
        "highly concentrated" if points > CONCENTRATED else "moderately concentrated" if points >= MODERATE else "open"
    )
    return {
        "players": rows,
        "total": whole,
        "herfindahl_index": round(points, 1),
        "concentration": kind,
        "formula": "Herfindahl index = sum of squared shares in per cent; from 1000 moderate, above 1800 high",
    }
