"""Statistics with their assumptions checked and their effect sizes."""

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy
import polars
from scipy import stats

from project.lib.errors import InvalidInput
from spirits.tools.data.tables_work import existing, frame, numbers

Numbers = numpy.ndarray
LARGEST_FOR_SHAPIRO = 5_000


def analyse(wanted: dict[str, Any]) -> dict[str, Any]:
    """The chosen analysis of the table."""
    table = frame(wanted["table"], most_rows=wanted["most_rows"])
    with numpy.errstate(all="ignore"):
        found = ANALYSES[wanted["analysis"]](table, wanted)
    return {"analysis": wanted["analysis"], "checks": [], **found}


def _values(table: polars.DataFrame, column: str, field: str = "columns", *, least: int = 2) -> Numbers:
    found = numbers(table, column, field).drop_nulls().drop_nans().to_numpy()
    if len(found) < least:
        raise InvalidInput.of(field, f"The column {column!r} has {len(found)} values; this needs {least}.")
    return found


def _exactly(wanted: dict[str, Any], count: int) -> list[str]:
    columns: list[str] = wanted["columns"]
    if len(columns) != count:
        raise InvalidInput.of("columns", f"This analysis takes {count} column{'s' if count > 1 else ''}.")
    return columns


def _pair(table: polars.DataFrame, wanted: dict[str, Any]) -> tuple[Numbers, Numbers]:
    first, second = _exactly(wanted, 2)
    for each in (first, second):
        numbers(table, each, "columns")
    rows = table.select(list(dict.fromkeys([first, second]))).drop_nulls()
    if rows.height < 3:
        raise InvalidInput.of("columns", "Fewer than 3 rows have both values.")
    return rows[first].cast(polars.Float64).to_numpy(), rows[second].cast(polars.Float64).to_numpy()


def _groups(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Numbers]:
    [column] = _exactly(wanted, 1)
    if "group" not in wanted:
        raise InvalidInput.of("group", "Name the column that tells the groups apart.")
    existing(table, wanted["group"], "group")
    numbers(table, column, "columns")
    parts = table.drop_nulls([column, wanted["group"]]).partition_by(wanted["group"], as_dict=True, maintain_order=True)
    if len(parts) > 50:
        raise InvalidInput.of("group", f"{len(parts)} groups; 50 are the most.")
    found = {str(key[0]): part[column].cast(polars.Float64).to_numpy() for key, part in parts.items()}
    small = [name for name, values in found.items() if len(values) < 2]
    if small:
        raise InvalidInput.of("group", f"The group {small[0]!r} has fewer than 2 values.")
    return found


def _two(table: polars.DataFrame, wanted: dict[str, Any]) -> tuple[list[str], Numbers, Numbers]:
    found = _groups(table, wanted)
    if len(found) != 2:
        raise InvalidInput.of("group", f"This test compares 2 groups; there are {len(found)}.")
    (first, one), (second, two) = found.items()
    return [first, second], one, two


def _normal(name: str, values: Numbers) -> dict[str, Any]:
    if not 3 <= len(values) <= LARGEST_FOR_SHAPIRO or numpy.ptp(values) == 0:
        return {"check": "normal (Shapiro-Wilk)", "of": name, "p": None, "holds": None}
    p = float(stats.shapiro(values).pvalue)
    return {"check": "normal (Shapiro-Wilk)", "of": name, "p": p, "holds": p >= 0.05}


def _even(*groups: Numbers) -> dict[str, Any]:
    p = float(stats.levene(*groups).pvalue)
    return {
        "check": "equal variances (Levene)",
        "of": "groups",
        "p": p,
        "holds": p >= 0.05 if math.isfinite(p) else None,
    }


def _verdict(p: float, wanted: dict[str, Any]) -> str:
    if not math.isfinite(p):
        raise InvalidInput.of("columns", "The values do not vary, so this test has no result.")
    word = "significant" if p < wanted["alpha"] else "not significant"
    return f"p = {p:.4g}, {word} at {wanted['alpha']:g}"


def _describe(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    found = []
    for column in wanted["columns"]:
        values = _values(table, column, least=1)
        deviation = float(values.std(ddof=1)) if len(values) > 1 else None
        low, middle, high = (float(each) for each in numpy.percentile(values, [25, 50, 75]))
        varies = len(values) > 2 and numpy.ptp(values) > 0
        found.append(
            {
                "column": column,
                "n": len(values),
                "missing": table.height - len(values),
                "mean": float(values.mean()),
                "sd": deviation,
                "sd_population": float(values.std()),
                "min": float(values.min()),
                "q1": low,
                "median": middle,
                "q3": high,
                "max": float(values.max()),
                "skewness": float(stats.skew(values, bias=False)) if varies else None,
                "kurtosis": float(stats.kurtosis(values, bias=False)) if varies and len(values) > 3 else None,
                "ci95": [
                    float(each) for each in stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
                ]
                if varies
                else None,
            }
        )
    lines = [
        f"{each['column']}: n {each['n']}, mean {each['mean']:.6g}, median {each['median']:.6g}, sd {each['sd'] or 0:.6g}"
        for each in found
    ]
    return {"columns": found, "n": table.height, "said": "\n".join(lines)}


def _t_test(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    names, one, two = _two(table, wanted)
    even = _even(one, two)
    result = stats.ttest_ind(one, two, equal_var=even["holds"] is True)
    low, high = result.confidence_interval(1 - wanted["alpha"])
    pooled = math.sqrt(
        ((len(one) - 1) * one.var(ddof=1) + (len(two) - 1) * two.var(ddof=1)) / (len(one) + len(two) - 2)
    )
    said = f"{names[0]} (mean {one.mean():.4g}) against {names[1]} (mean {two.mean():.4g}): {_verdict(float(result.pvalue), wanted)}"
    return {
        "kind": "Student" if even["holds"] is True else "Welch",
        "groups": names,
        "means": [float(one.mean()), float(two.mean())],
        "t": float(result.statistic),
        "df": float(result.df),
        "p": float(result.pvalue),
        "difference_ci": [float(low), float(high)],
        "cohens_d": float((one.mean() - two.mean()) / pooled) if pooled else None,
        "n": len(one) + len(two),
        "checks": [_normal(names[0], one), _normal(names[1], two), even],
        "said": said,
    }


def _paired(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    one, two = _pair(table, wanted)
    result = stats.ttest_rel(one, two)
    gaps = one - two
    return {
        "t": float(result.statistic),
        "df": float(result.df),
        "p": float(result.pvalue),
        "mean_difference": float(gaps.mean()),
        "cohens_d": float(gaps.mean() / gaps.std(ddof=1)) if gaps.std(ddof=1) else None,
        "n": len(one),
        "checks": [_normal("differences", gaps)],
        "said": f"Mean difference {gaps.mean():.4g}: {_verdict(float(result.pvalue), wanted)}",
    }


def _one_sample(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    [column] = _exactly(wanted, 1)
    values = _values(table, column)
    result = stats.ttest_1samp(values, wanted["mean"])
    said = f"Mean {values.mean():.4g} against {wanted['mean']:g}: {_verdict(float(result.pvalue), wanted)}"
    return {
        "t": float(result.statistic),
        "df": float(result.df),
        "p": float(result.pvalue),
        "cohens_d": float((values.mean() - wanted["mean"]) / values.std(ddof=1)),
        "n": len(values),
        "checks": [_normal(column, values)],
        "said": said,
    }


def _mann_whitney(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    names, one, two = _two(table, wanted)
    result = stats.mannwhitneyu(one, two, alternative="two-sided")
    effect = 2 * float(result.statistic) / (len(one) * len(two)) - 1
    said = f"{names[0]} (median {numpy.median(one):.4g}) against {names[1]} (median {numpy.median(two):.4g}): {_verdict(float(result.pvalue), wanted)}"
    return {
        "groups": names,
        "u": float(result.statistic),
        "p": float(result.pvalue),
        "rank_biserial": effect,
        "n": len(one) + len(two),
        "said": said,
    }


def _anova(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    found = _groups(table, wanted)
    if len(found) < 2:
        raise InvalidInput.of("group", "An analysis of variance compares at least 2 groups.")
    result = stats.f_oneway(*found.values())
    whole = numpy.concatenate(list(found.values()))
    between = sum(len(each) * (each.mean() - whole.mean()) ** 2 for each in found.values())
    total = float(((whole - whole.mean()) ** 2).sum())
    return {
        "groups": {name: {"n": len(each), "mean": float(each.mean())} for name, each in found.items()},
        "f": float(result.statistic),
        "df": [len(found) - 1, len(whole) - len(found)],
        "p": float(result.pvalue),
        "eta_squared": float(between / total) if total else None,
        "n": len(whole),
        "checks": [*(_normal(name, each) for name, each in found.items()), _even(*found.values())],
        "said": f"{len(found)} groups, F = {result.statistic:.4g}: {_verdict(float(result.pvalue), wanted)}",
    }


def _chi_square(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    first, second = _exactly(wanted, 2)
    one, two = (existing(table, each, "columns").cast(polars.String) for each in (first, second))
    rows = polars.DataFrame({"a": one, "b": two}).drop_nulls()
    levels = [sorted(rows[each].unique()) for each in ("a", "b")]
    if not all(2 <= len(each) <= 50 for each in levels):
        raise InvalidInput.of("columns", "Each column needs 2 to 50 different values.")
    observed = numpy.array(
        [[rows.filter((rows["a"] == x) & (rows["b"] == y)).height for y in levels[1]] for x in levels[0]]
    )
    result = stats.chi2_contingency(observed, correction=observed.shape == (2, 2))
    least = float(result.expected_freq.min())
    effect = math.sqrt(
        float(stats.chi2_contingency(observed, correction=False).statistic)
        / (observed.sum() * (min(observed.shape) - 1))
    )
    return {
        "rows": levels[0],
        "columns": levels[1],
        "observed": observed.tolist(),
        "expected": result.expected_freq.tolist(),
        "chi2": float(result.statistic),
        "df": int(result.dof),
        "p": float(result.pvalue),
        "is_corrected": observed.shape == (2, 2),
        "cramers_v": effect,
        "n": int(observed.sum()),
        "checks": [{"check": "every expected count is 5 or more", "of": "cells", "p": least, "holds": least >= 5}],
        "said": f"{first} and {second}: chi-square {result.statistic:.4g}, {_verdict(float(result.pvalue), wanted)}",
    }


def _correlation(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    if len(wanted["columns"]) < 2:
        raise InvalidInput.of("columns", "A correlation takes at least 2 columns.")
    found: list[dict[str, Any]] = []
    for first, second in combinations(wanted["columns"], 2):
        one, two = _pair(table, {**wanted, "columns": [first, second]})
        if numpy.ptp(one) == 0 or numpy.ptp(two) == 0:
            raise InvalidInput.of("columns", f"{first!r} or {second!r} does not vary, so they cannot be correlated.")
        result = stats.pearsonr(one, two) if wanted["method"] == "pearson" else stats.spearmanr(one, two)
        found.append(
            {"columns": [first, second], "r": float(result.statistic), "p": float(result.pvalue), "n": len(one)}
        )
    lines = [f"{' and '.join(each['columns'])}: r = {each['r']:.4f}, {_verdict(each['p'], wanted)}" for each in found]
    return {"method": wanted["method"], "pairs": found, "n": table.height, "said": "\n".join(lines)}


def _regression(table: polars.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    outcome, *causes = wanted["columns"]
    if not causes:
        raise InvalidInput.of("columns", "Name the outcome first and at least one predictor.")
    for each in wanted["columns"]:
        numbers(table, each, "columns")
    rows = table.select(list(dict.fromkeys(wanted["columns"]))).drop_nulls()
    design = numpy.column_stack(
        [numpy.ones(rows.height), *(rows[each].cast(polars.Float64).to_numpy() for each in causes)]
    )
    y = rows[outcome].cast(polars.Float64).to_numpy()
    free = rows.height - design.shape[1]
    if free < 1 or numpy.linalg.matrix_rank(design) < design.shape[1]:
        raise InvalidInput.of("columns", "There are too few rows, or one predictor follows from the others.")
    weights = numpy.linalg.lstsq(design, y, rcond=None)[0]
    rest = y - design @ weights
    total = float(((y - y.mean()) ** 2).sum())
    if total == 0:
        raise InvalidInput.of("columns", "The outcome does not vary.")
    explained = 1 - float((rest**2).sum()) / total
    errors = numpy.sqrt(numpy.diag(numpy.linalg.inv(design.T @ design)) * (rest**2).sum() / free)
    scores = numpy.divide(weights, errors, out=numpy.full_like(weights, numpy.inf), where=errors > 0)
    chances = 2 * stats.t.sf(numpy.abs(scores), free)
    terms = [
        {"term": name, "value": float(value), "se": float(error), "t": float(score), "p": float(p)}
        for name, value, error, score, p in zip(["intercept", *causes], weights, errors, scores, chances, strict=True)
    ]
    formula = f"{outcome} = {weights[0]:.6g}" + "".join(
        f" {'+' if w >= 0 else '-'} {abs(w):.6g}·{c}" for w, c in zip(weights[1:], causes, strict=True)
    )
    adjusted = 1 - (1 - explained) * (rows.height - 1) / free
    return {
        "terms": terms,
        "r_squared": explained,
        "adjusted_r_squared": adjusted,
        "formula": formula,
        "n": rows.height,
        "checks": [_normal("residuals", rest)],
        "said": f"{formula}; R² = {explained:.4f}",
    }


ANALYSES: dict[str, Callable[[polars.DataFrame, dict[str, Any]], dict[str, Any]]] = {
    "describe": _describe,
    "t_test": _t_test,
    "paired_t_test": _paired,
    "one_sample_t_test": _one_sample,
    "mann_whitney": _mann_whitney,
    "anova": _anova,
    "chi_square": _chi_square,
    "correlation": _correlation,
    "regression": _regression,
}
