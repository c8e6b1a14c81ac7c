"""A register of risks."""

from typing import Any

PROBABILITY_STEPS = (10, 30, 50, 70)  # per cent; above the last is 5
IMPACT_STEPS = (0.05, 0.2, 0.4, 0.7)  # share of the scale
LEVELS = ((15, "critical"), (9, "high"), (5, "medium"), (0, "low"))


def assess(risks: list[dict[str, Any]], scale: float | None) -> tuple[dict[str, Any], str]:
    """Risks by expected loss with their place in the matrix, and whether what is done against them pays."""
    top = scale or max(each["impact"] for each in risks) or 1.0
    rows = sorted((_assessed(each, top) for each in risks), key=lambda each: (-each["expected_loss"], -each["score"]))
    matrix = [[0] * 5 for _ in range(5)]
    for each in rows:
        matrix[each["likelihood"] - 1][each["severity"] - 1] += 1
    total = round(sum(each["expected_loss"] for each in rows), 2)
    after = round(sum(each.get("residual_loss", each["expected_loss"]) for each in rows), 2)
    result = {
        "risks": rows,
        "matrix": matrix,
        "matrix_axes": "rows: likelihood 1 to 5; columns: severity 1 to 5; cells: number of risks",
        "expected_loss": total,
        "residual_loss": after,
        "formulas": {
            "expected_loss": "probability * impact",
            "score": "likelihood * severity; 15 critical, 9 high, 5 medium",
            "likelihood": f"1 up to {PROBABILITY_STEPS[0]}%, then up to 30, 50, 70, above",
            "severity": "1 up to 5% of the scale, then up to 20, 40, 70, above",
            "benefit": "expected_loss - residual_loss - mitigation_cost",
        },
    }
    said = f"{len(rows)} risks, expected loss {total:,.2f}, after mitigation {after:,.2f}. First: {rows[0]['name']}."
    return result, said


def _assessed(risk: dict[str, Any], top: float) -> dict[str, Any]:
    likelihood = 1 + sum(risk["probability_percent"] > each for each in PROBABILITY_STEPS)
    severity = 1 + sum(risk["impact"] > each * top for each in IMPACT_STEPS)
    score = likelihood * severity
    loss = risk["probability_percent"] / 100 * risk["impact"]
    found = {
        **risk,
        "likelihood": likelihood,
        "severity": severity,
        "score": score,
        "level": next(name for least, name in LEVELS if score >= least),
        "expected_loss": round(loss, 2),
    }
    if "residual_percent" in risk or "residual_impact" in risk:
        share = risk.get("residual_percent", risk["probability_percent"])
        residual = share / 100 * risk.get("residual_impact", risk["impact"])
        benefit = loss - residual - risk.get("mitigation_cost", 0)
        found |= {"residual_loss": round(residual, 2), "benefit": round(benefit, 2), "pays": benefit > 0}
    return found
