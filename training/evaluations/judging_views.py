"""The page on which a person judges answers, so that a suite's judge can be held against them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.evaluations.errors import EvaluationNotFound
from training.evaluations.models import Evaluation
from training.evaluations.queries.evaluations import get_evaluation
from training.evaluations.queries.judging import calibrated, calibration_for, judged_in, sample_of
from training.evaluations.rules.calibration import FEWEST, SCORES, Calibration
from training.evaluations.rules.metrics import Metric
from training.evaluations.rules.showing import shown
from training.evaluations.services.give_verdict import give_verdict
from training.evaluations.services.start_evaluation import judge_again
from training.images.views.door import page


@require_safe
@page
def calibrate(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """One answer after the other, without saying whose it is or what the judge gave it; and how far both agree."""
    found = get_evaluation(user, evaluation_id)
    if found.suite.judge is None:
        raise EvaluationNotFound("This suite has no judge.")
    sample = list(sample_of(found))
    waiting = [each for each in sample if each.verdict is None]
    context = {
        **judging_of(found),
        "section": "evaluations",
        "evaluation": found,
        "suite": found.suite,
        "answer": waiting[0] if waiting else None,
        "done": len(sample) - len(waiting),
        "whole": len(sample),
        "scores": SCORES,
    }
    return render(request, "training/evaluations/calibrate.html", context)


@require_POST
@page
def judge(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """Take the person's score, and go on with the next answer."""
    found = get_evaluation(user, evaluation_id)
    position, number, score = (_number(request, name) for name in ("position", "number", "score"))
    give_verdict(evaluation=found, position=position, number=number, score=score, at=now())
    return redirect("evaluation-calibrate", evaluation_id)


@require_POST
@page
def again(request: HttpRequest, user: User, evaluation_id: UUID) -> HttpResponse:
    """Have the judge give the verdicts that are missing, or all of them."""
    judge_again(evaluation=get_evaluation(user, evaluation_id), everything=bool(request.POST.get("everything")))
    return redirect("evaluation", evaluation_id)


def judging_of(evaluation: Evaluation) -> dict[str, Any]:
    """What the pages show of a judge; nothing where there is none."""
    judged = judged_in(evaluation)
    if judged is None:
        return {}
    found = calibration_for(evaluation.suite)
    means = calibrated(evaluation, found)
    return {
        "judged": judged,
        "calibration": found,
        "fewest": FEWEST,
        "agreement": _agreement(found),
        "worth": [(score, f"{worth:.1f}") for score, worth in found.worth.items()],
        "calibrated": [
            (each, shown(Metric.JUDGE, means[each.position]))
            for each in evaluation.targets.all()
            if each.position in means
        ],
    }


def _agreement(found: Calibration) -> list[tuple[str, str]]:
    """The figures in words and numbers, those that there are."""
    between = "" if found.kappa_low is None else f" ({found.kappa_low:.2f} – {found.kappa_high:.2f})"
    bias = found.bias
    rows = [
        (_("Same score"), None if found.same is None else f"{found.same:.0%}"),
        (_("At most one apart"), None if found.within_one is None else f"{found.within_one:.0%}"),
        (_("Agreement beyond chance (weighted kappa, 95 %)"), None if found.kappa is None else f"{found.kappa:.2f}{between}"),
        (_("The judge gives more by (95 %)"), None if bias is None else f"{bias.mean:+.2f} ({bias.low:+.2f} – {bias.high:+.2f})"),
        (_("What you call good (4 or 5), it gives from"), None if found.threshold is None else str(found.threshold)),
        (_("With that line you agree on"), None if found.agrees_on_good is None else f"{found.agrees_on_good:.0%}"),
    ]  # fmt: skip
    return [(name, value) for name, value in rows if value is not None]


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise InvalidInput.of(name, _("Expected a number."))
    return int(given)
