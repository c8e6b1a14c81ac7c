"""An evaluation's report as a PDF file."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from training.evaluations.models import Evaluation, EvaluationTarget
from training.evaluations.queries.judging import calibrated, calibration_for, judged_in
from training.evaluations.rules.gates import GateRule
from training.evaluations.rules.metrics import ALWAYS, Metric
from training.evaluations.rules.showing import shown, signed

if TYPE_CHECKING:
    from reportlab.platypus import Flowable, Table


def write_report(evaluation: Evaluation) -> bytes:
    """Figures with intervals, differences to the first target, and gates; without the rows."""
    from reportlab.lib.pagesizes import A4  # half a second that no start should pay
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    file = BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, title=f"Evaluation {evaluation.pk}", author="Daimon", leftMargin=18 * mm, rightMargin=18 * mm,
        topMargin=18 * mm, bottomMargin=18 * mm, invariant=1,
    )  # fmt: skip
    document.build(_story(evaluation))
    return file.getvalue()


def _story(evaluation: Evaluation) -> "list[Flowable]":
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Spacer

    styles, suite = getSampleStyleSheet(), evaluation.suite
    targets = list(evaluation.targets.all())
    facts = [
        f"State: {evaluation.get_state_display()}",
        f"Rows: {evaluation.row_count:,} of {suite.dataset_name} v{suite.version_number} (SHA-256 {suite.digest})",
        f"Compared: {suite.get_answer_part_display().lower()}",
        f"Begun: {evaluation.created_at:%d %B %Y, %H:%M} UTC; seed {evaluation.seed}",
    ]
    parts: list[Flowable] = [
        Paragraph(escape(f"Evaluation by {suite.name}"), styles["Title"]),
        Paragraph("<br/>".join(map(escape, facts)), styles["Normal"]),
        Spacer(1, 6 * mm),
    ]
    metrics = [Metric(each) for each in (*suite.metrics, *ALWAYS)]
    for target in targets:
        is_first = target.position == 1
        parts.append(Paragraph(escape(f"{target.position}. {target.title}"), styles["Heading2"]))
        asked = target.model_name and f"Model {target.model_name} of {target.provider_name}. "
        parts.append(Paragraph(escape(f"{asked}{target.failed_count:,} rows failed."), styles["Normal"]))
        parts += [Spacer(1, 2 * mm), _table(target, metrics, is_first=is_first), Spacer(1, 3 * mm)]
        parts += [Paragraph(escape(_gate(each)), styles["Normal"]) for each in target.gates]
    parts += [Paragraph(escape(each), styles["Normal"]) for each in _judge(evaluation)]
    parts.append(Spacer(1, 6 * mm))
    parts.append(
        Paragraph(
            "Intervals are 95 % by bootstrap over rows. p is from random sign flips of the paired differences; below 0.05 "
            "a difference is called significant. A row whose answer failed counts as 0.",
            styles["Italic"],
        )
    )
    return parts


def _table(target: EvaluationTarget, metrics: list[Metric], *, is_first: bool) -> "Table":
    from reportlab.lib import colors
    from reportlab.platypus import Table, TableStyle

    head = ["Metric", "Mean", "95 %", "Rows"] + ([] if is_first else ["To the first", "p"])
    rows = [head]
    for metric in metrics:
        mean: Mapping[str, Any] | None = target.summary.get(metric)
        if mean is None:
            continue
        row = [metric.label, shown(metric, mean["mean"]), _between(metric, mean), f"{mean['count']:,}"]
        difference = target.against_first.get(metric)
        if not is_first:
            row += [signed(metric, difference["mean"]), f"{difference['p']:.4f}"] if difference else ["–", "–"]
        rows.append(row)
    table = Table(rows, hAlign="LEFT")
    line = colors.HexColor("#c9ced8")
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, line),
                ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
                ("FONTSIZE", (0, 0), (-1, -1), 9),
                ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ]
        )
    )
    return table


def _judge(evaluation: Evaluation) -> list[str]:
    """Who judged, what it took, and how far it agrees with people."""
    judged = judged_in(evaluation)
    if judged is None:
        return []
    found = calibration_for(evaluation.suite)
    said = f"Judge: {judged.title}; {judged.judged:,} answers judged, {judged.failed:,} without a verdict, {judged.tokens:,} tokens, {judged.points:,} points."
    if found.bias is None:
        return [said, f"Its scores are not calibrated: {found.count} answers were judged by a person, too."]
    kappa = (
        ""
        if found.kappa is None
        else f", weighted kappa {found.kappa:.2f} ({found.kappa_low:.2f} to {found.kappa_high:.2f})"
    )
    agreed = f"Against {found.count:,} scores by a person: same {found.same:.0%}{kappa}, the judge gives {found.bias.mean:+.2f} more."
    means = calibrated(evaluation, found)
    return [
        said,
        agreed,
        *(
            f"{each.position}. {each.title}, calibrated: {shown(Metric.JUDGE, means[each.position])}"
            for each in evaluation.targets.all()
            if each.position in means
        ),
    ]


def _between(metric: Metric, mean: Mapping[str, Any]) -> str:
    return f"{shown(metric, mean['low'])} – {shown(metric, mean['high'])}"


def _gate(gate: Mapping[str, Any]) -> str:
    seen = "not measured" if gate["seen"] is None else f"seen {gate['seen']:g}"
    verdict = "passed" if gate["is_passed"] else "not passed"
    return f"Gate: {Metric(gate['metric']).label} {GateRule(gate['rule']).label} {gate['value']:g}: {verdict} ({seen})."
