"""Checks become bars of a chart."""

from datetime import UTC, datetime, timedelta

from training.rules.health_chart import BARS, HEIGHT, WIDTH, health_chart

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_each_stretch_has_a_bar_and_failures_fill_the_height() -> None:
    checks = [
        (NOON, True, 100),
        (NOON - timedelta(minutes=1), True, 300),
        (NOON - timedelta(minutes=20), False, None),
        (NOON - timedelta(minutes=50), True, 20),
        (NOON - timedelta(hours=25), False, None),
        (NOON + timedelta(minutes=1), False, None),
    ]
    chart = health_chart(checks, hours=24, now=NOON)
    assert (chart.checks, chart.failures, chart.slowest_ms, chart.percent) == (4, 1, 200, "75.0")
    assert [(bar.checks, bar.failures, bar.latency_ms, bar.height) for bar in chart.bars] == [
        (1, 0, 20, 12.0), (1, 1, None, HEIGHT), (2, 0, 200, HEIGHT),
    ]  # fmt: skip
    assert chart.bars[-1].x + chart.bars[-1].width < WIDTH
    assert chart.bars[-1].since == NOON - timedelta(hours=24) / BARS


def test_without_checks_there_is_no_bar() -> None:
    chart = health_chart([], hours=24, now=NOON)
    assert (chart.bars, chart.percent) == ([], "")
