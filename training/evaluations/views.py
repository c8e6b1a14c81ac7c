"""The pages of evaluations: suites, targets side by side, the report, and who is best."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.datasets.models import Sample
from training.datasets.queries.datasets import datasets_of, get_dataset, get_version
from training.evaluations.judging_views import judging_of
from training.evaluations.models import Evaluation
from training.evaluations.queries.evaluations import (
    RowBeside,
    Show,
    evaluations_of,
    first_metric,
    get_evaluation,
    get_suite,
    percent_of,
    rows_beside,
    suites_of,
)
from training.evaluations.queries.leaderboard import ratings, standings_of
from training.evaluations.report import write_report
from training.evaluations.rules.gates import GateRule
from training.evaluations.rules.judging import USUAL_RUBRIC
from training.evaluations.rules.metrics import ALWAYS, USUAL, Metric
from training.evaluations.rules.questions import AnswerPart
from training.evaluations.rules.showing import shown, signed
from training.evaluations.services.judge import judges_for
from training.evaluations.services.make_suite import change_suite, make_suite, remove_suite
from training.evaluations.services.start_evaluation import (
    go_on_with_evaluation,
    remove_evaluation,
    start_evaluation,
    stop_evaluation,
)
from training.evaluations.targets import choices_for
from training.images.views.door import page
from training.images.views.verbs import doing, removing

MOST_LISTED = 100
BAR = 600  # a chart's width in its own units


@require_safe
@page
def evaluations(request: HttpRequest, user: User) -> HttpResponse:
    """The person's suites and evaluations, and the form for another suite."""
    datasets: Any = datasets_of(user)
    context = {
        "section": "evaluations",
        "suites": suites_of(user)[:MOST_LISTED],
        "evaluations": evaluations_of(user)[:MOST_LISTED],
        "datasets": datasets.filter(row_count__gt=0).exclude(shape="text")[:MOST_LISTED],
        "metrics": [(each, each in USUAL) for each in Metric if each not in ALWAYS and each != Metric.JUDGE],
        "judges": judges_for(user),
        "rubric": USUAL_RUBRIC,
        "splits": Sample.Split,
        "parts": AnswerPart,
    }
    return render(request, "training/evaluations/list.html", context)


@require_POST
@page
def make(request: HttpRequest, user: User) -> HttpResponse:
    """A suite of a dataset's newest version."""
    rows = request.POST.get("most_rows", "").strip()
    if rows and not (rows.isascii() and rows.isdigit() and len(rows) < 9):
        raise InvalidInput.of("most_rows", _("Expected a number."))
    made = make_suite(
        user=user,
        name=request.POST.get("name", ""),
        version=get_version(get_dataset(user, _uuid(request, "dataset"))),
        split=request.POST.get("split", ""),
        most_rows=int(rows) if rows else None,
        answer_part=request.POST.get("answer_part", AnswerPart.WHOLE),
        gives_context=bool(request.POST.get("gives_context")),
        metrics=request.POST.getlist("metrics") or [str(each) for each in USUAL],
        judge=_uuid(request, "judge") if request.POST.get("judge") else None,
        rubric=request.POST.get("rubric", "").replace("\r\n", "\n"),
    )
    return redirect("suite", made.pk)


@require_safe
@page
def suite(request: HttpRequest, user: User, suite_id: UUID) -> HttpResponse:
    """One suite: what it asks, its gates, who can be evaluated, and its evaluations."""
    found = get_suite(user, suite_id)
    context = {
        "section": "evaluations",
        "suite": found,
        "metrics": [Metric(each) for each in found.metrics],
        "measured": [Metric(each) for each in (*found.metrics, *ALWAYS)],
        "rules": GateRule,
        "gates": [
            (_(Metric(each["metric"]).label), _(GateRule(each["rule"]).label), each["value"]) for each in found.gates
        ],
        "choices": choices_for(user),
        "evaluations": evaluations_of(user).filter(suite=found)[:MOST_LISTED],
    }
    return render(request, "training/evaluations/suite.html", context)


@require_POST
@page
def start(request: HttpRequest, user: User, suite_id: UUID) -> HttpResponse:
    """Start an evaluation of what was chosen, in the list's order."""
    found = get_suite(user, suite_id)
    chosen = [_target(value) for value in request.POST.getlist("targets")]
    made = start_evaluation(user=user, suite=found, targets=chosen)
    return redirect("evaluation", made.pk)


@require_POST
@page
def gates(request: HttpRequest, user: User, suite_id: UUID) -> HttpResponse:
    """Add a gate, or take all out."""
    found = get_suite(user, suite_id)
    if request.POST.get("clear"):
        change_suite(suite=found, gates=[])
        return redirect("suite", suite_id)
    try:
        value = float(request.POST.get("value", "")[:20])
    except ValueError as error:
        raise InvalidInput.of("value", _("Expected a number.")) from error
    added = {"metric": request.POST.get("metric", ""), "rule": request.POST.get("rule", ""), "value": value}
    change_suite(suite=found, gates=[*found.gates, added])
    return redirect("suite", suite_id)


remove_of_suite = removing(
    get_suite,
    lambda found: remove_suite(suite=found),
    lambda found: redirect("evaluations"),
    gettext_noop("The suite was deleted."),
)


@require_safe
@page
def evaluation(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """The targets side by side: figures, differences, gates, and the rows."""
    found = get_evaluation(user, evaluation_id)
    show, after = request.GET.get("show", Show.ALL), request.GET.get("after", "0")
    if show not in Show.CHOICES or not (after.isascii() and after.isdigit() and len(after) < 10):
        raise Http404
    rows = rows_beside(found, show=show, after=int(after))
    context = {
        **_state(found),
        "rows": [_beside(row, found) for row in rows],
        "show": show,
        "after": int(after),
        "next": rows[-1].number if rows else None,
    }
    return render(request, "training/evaluations/evaluation.html", context)


@never_cache
@require_safe
@page
def state(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """How far it is, or its figures, for a page that asks again and again."""
    return render(request, "training/evaluations/_state.html", _state(get_evaluation(user, evaluation_id)))


@require_safe
@page
def report(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """Everything on one page, made to be printed."""
    found = get_evaluation(user, evaluation_id)
    context = {**_state(found), "rows": [_beside(row, found) for row in rows_beside(found, show=Show.WRONG, most=50)]}
    return render(request, "training/evaluations/report.html", context)


@require_safe
@page
def report_file(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """The report as a PDF file."""
    found = get_evaluation(user, evaluation_id)
    answer = HttpResponse(write_report(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="evaluation-{found.pk}.pdf"'
    return answer


stop = doing(get_evaluation, lambda found: stop_evaluation(evaluation=found, at=now()), to="evaluation")
resume = doing(get_evaluation, lambda found: go_on_with_evaluation(evaluation=found), to="evaluation")
remove = removing(
    get_evaluation,
    lambda found: remove_evaluation(evaluation=found),
    lambda found: redirect("suite", found.suite_id),
    gettext_noop("The evaluation was deleted."),
)


@require_safe
@page
def leaderboard(request: HttpRequest, user: User) -> HttpResponse:
    """Who is best: by suites, and by votes."""
    boards = [
        (board, [(row, shown(board.metric, row.mean["mean"]), _interval(board.metric, row.mean)) for row in board.rows])
        for board in standings_of(user)
    ]
    found = ratings(user)
    low, high = min((each.low for each in found), default=0), max((each.high for each in found), default=0)
    context = {
        "section": "evaluations",
        "boards": boards,
        "ratings": [(each, _span(each.low, each.high, each.rating, low, high)) for each in found],
    }
    return render(request, "training/evaluations/leaderboard.html", context)


def _state(found: Evaluation) -> dict[str, Any]:
    targets = list(found.targets.all())
    metrics = [Metric(each) for each in (*found.suite.metrics, *ALWAYS)]
    return {
        "section": "evaluations",
        "evaluation": found,
        "suite": found.suite,
        "targets": targets,
        "percent": percent_of(found),
        "figures": [_figures(metric, targets) for metric in metrics if any(metric in each.summary for each in targets)],
        "gated": [(each, [_gate(gate) for gate in each.gates]) for each in targets if each.gates],
        **judging_of(found),
    }


def _figures(metric: Metric, targets: list[Any]) -> dict[str, Any]:
    """One metric over all targets: each with its interval, its bar, and its difference to the first."""
    most = max((each.summary[metric]["high"] for each in targets if metric in each.summary), default=0) or 1
    cells = []
    for target in targets:
        mean, difference = target.summary.get(metric), target.against_first.get(metric)
        cells.append(
            {
                "target": target,
                "mean": shown(metric, mean["mean"]) if mean else None,
                "between": _interval(metric, mean) if mean else "",
                "span": _span(mean["low"], mean["high"], mean["mean"], 0, most) if mean else None,
                "difference": signed(metric, difference["mean"]) if difference else "",
                "p": difference["p"] if difference else None,
                "is_significant": bool(difference and difference["is_significant"]),
            }
        )
    return {"metric": metric, "cells": cells}


def _span(low: float, high: float, middle: float, least: float, most: float) -> dict[str, float]:
    """Where an interval and its middle stand in a chart."""
    scale = BAR / ((most - least) or 1)
    start, end = (low - least) * scale, (high - least) * scale
    return {
        "x": round(start, 1), "width": round(max(end - start, 2), 1), "middle": round((middle - least) * scale, 1),
    }  # fmt: skip


def _interval(metric: str, mean: Mapping[str, Any]) -> str:
    return f"{shown(metric, mean['low'])} – {shown(metric, mean['high'])}"


def _gate(gate: Mapping[str, Any]) -> dict[str, Any]:
    return {**gate, "metric": _(Metric(gate["metric"]).label), "rule": _(GateRule(gate["rule"]).label)}


def _beside(row: RowBeside, found: Evaluation) -> dict[str, Any]:
    metric = first_metric(found.suite)
    answers = [
        {"result": each, "score": shown(metric, each.scores[metric]) if each and metric in each.scores else ""}
        for each in row.answers
    ]
    return {"number": row.number, "question": row.question, "reference": row.reference, "answers": answers}


def _target(value: str) -> dict[str, Any]:
    """``kind:id``, with ``:bare`` behind a minion that is to answer without its knowledge."""
    kind, _colon, rest = value.partition(":")
    chosen, _colon, option = rest.partition(":")
    return {"kind": kind, "id": chosen, **({"knowledge": False} if option == "bare" else {})}


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise InvalidInput.of(name, _("Choose one of the list.")) from error
