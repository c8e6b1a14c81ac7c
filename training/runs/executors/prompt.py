"""A minion's instructions, with or without examples of the dataset, chosen by how well it then answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from accounts.models import User
from jobs.errors import PermanentFailure
from jobs.models import Job
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion, Sample
from training.datasets.rules.shapes import Shape
from training.evaluations.rules.metrics import ALWAYS, LOWER_IS_BETTER, Metric, scores_of
from training.evaluations.rules.questions import AnswerPart, Question, question_of
from training.evaluations.services.ask import AT_ONCE, ask
from training.evaluations.targets import target_kind
from training.runs.models import TrainingRun
from training.runs.rules.settings import Kind, Setting, bad_setting, checked_config
from training.runs.work import Made, Work

MOST_CANDIDATES = 8
LONGEST = 20_000
JUDGING = tuple(
    (str(each), str(each.label)) for each in Metric if each not in (*ALWAYS, Metric.SIMILARITY, Metric.JUDGE)
)


class PromptExecutor:
    """Each candidate answers the same held-out rows; the best one is kept when it beats what the minion has, there and on rows
    that nobody chose by.
    """

    name = "prompt"
    title = _("Instructions and examples")
    needs_minion = True
    settings: tuple[Setting, ...] = (
        Setting(
            "instructions",
            _("Instructions to try"),
            Kind.TEXTS,
            [],
            _("Beside the minion's own. An empty line separates them."),
            most=LONGEST,
        ),
        Setting(
            "examples",
            _("Examples to show"),
            Kind.WHOLES,
            [0, 3],
            _("Each number of rows is tried, such as 0, 3."),
            0,
            20,
        ),
        Setting(
            "rows",
            _("Rows to judge by"),
            Kind.WHOLE,
            20,
            _("Each candidate answers them; they are never shown as examples."),
            1,
            500,
        ),
        Setting("metric", _("Judged by"), Kind.CHOICE, str(Metric.F1), most=20, choices=JUDGING),
        Setting(
            "answer_part",
            _("What of an answer is compared"),
            Kind.CHOICE,
            str(AnswerPart.WHOLE),
            most=20,
            choices=tuple(AnswerPart.choices),
        ),
    )

    def choices(self, user: User) -> Mapping[str, list[tuple[str, str]]]:
        """None."""
        return {}

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """``instructions``: texts to try beside the minion's own; ``examples``: how many rows to show it, several numbers to try."""
        if version.shape == Shape.TEXT:
            raise InvalidInput.of("dataset", "Nobody asks in these rows.")
        found = checked_config(self.settings, config)
        found["examples"] = sorted(set(found["examples"]))
        if (len(found["instructions"]) + 1) * len(found["examples"]) > MOST_CANDIDATES:
            raise bad_setting(
                "instructions", f"At most {MOST_CANDIDATES} candidates: texts and your own, times examples."
            )
        return found

    def before(self, run: TrainingRun) -> Job | None:
        """Nothing."""
        return None

    def work(self, work: Work) -> Made:
        """Ask each candidate the held-out rows; what an earlier attempt asked is not asked again."""
        run, config = work.run, work.config
        assert run.minion_id is not None
        target = target_kind("minion").describe(run.owner, run.minion_id, {}).config
        examples, held_out, unseen = _parted(run.version_id, max(config["examples"]), config["rows"])
        if not held_out:
            raise PermanentFailure("There are too few rows: none is left to judge by.", code="too_few_rows")
        texts = [target["instructions"], *config["instructions"]]
        candidates = [with_examples(text, examples[:shots]) for text in texts for shots in config["examples"]]
        candidates = list(dict.fromkeys([target["instructions"], *candidates]))
        scores: dict[str, float] = dict(run.kept.get("scores", {}))
        for at, instructions in enumerate(candidates):
            if str(at) not in scores:
                work.progress(at * 100 / len(candidates), f"Candidate {at + 1} of {len(candidates)}")
                scores[str(at)] = self._score(work, {**target, "instructions": instructions}, held_out)
                work.keep(scores=scores)
            work.metric(config["metric"], at, scores[str(at)])
            work.log(f"Candidate {at + 1}: {config['metric']} {scores[str(at)]:.4f}, {len(instructions):,} characters")
        sign = -1 if config["metric"] in LOWER_IS_BETTER else 1
        best = max(range(len(candidates)), key=lambda at: (sign * scores[str(at)], -at))
        refusal = "" if best else "None of the candidates answers better than what the minion has."
        result = {
            "before": scores["0"],
            "after": scores[str(best)],
            "candidates": len(candidates),
            "rows": len(held_out),
        }
        if best and unseen:
            work.progress(99, "Rows that nobody chose by")
            before, after = (
                self._score(work, {**target, "instructions": each}, unseen)
                for each in (candidates[0], candidates[best])
            )
            result |= {"unseen_rows": len(unseen), "unseen_before": before, "unseen_after": after}
            if sign * after <= sign * before:
                refusal = f"On rows that nobody chose by it answers no better: {after:.4f}, and {before:.4f} without."
        return Made({"instructions": candidates[best]}, result, refusal=refusal)

    def _score(self, work: Work, target: Mapping[str, Any], rows: Sequence[Question]) -> float:
        config = work.config
        found: list[float] = []
        for start in range(0, len(rows), AT_ONCE):
            batch = rows[start : start + AT_ONCE]
            work.writer.progress(work.run.progress, work.run.message)
            for question, heard in zip(batch, ask("minion", work.run.owner, target, batch), strict=True):
                scores = scores_of(question, heard, metrics=[config["metric"]], part=config["answer_part"])
                found.append(scores.get(config["metric"], 0.0))
        return sum(found) / len(found)


def with_examples(instructions: str, examples: Sequence[Question]) -> str:
    """The instructions with rows that show how to answer."""
    shown = [f"Question: {each.text}\nAnswer: {each.reference}" for each in examples]
    return "\n\n".join(part for part in (instructions, *(["Answer like this:", *shown] if shown else [])) if part)


def _parted(version_id: Any, shots: int, most: int) -> tuple[list[Question], list[Question], list[Question]]:
    """Rows to show, rows to choose by, and rows to see at the end whether the choice holds; no row is in two of them.

    By split where there are several: shown is what trains, and with both others validation chooses and test sees. Else by digests.
    The last ones may be none where there are few rows.
    """
    rows = Sample.objects.filter(version=version_id).order_by("digest", "number")
    train, others = rows.filter(split=Sample.Split.TRAIN), rows.exclude(split=Sample.Split.TRAIN)
    if not others.exists():
        found = _asked(train[: shots + 2 * most])
        return found[:shots], found[shots : shots + most], found[shots + most :]
    validation, test = (others.filter(split=each) for each in (Sample.Split.VALIDATION, Sample.Split.TEST))
    if validation.exists() and test.exists():
        return _asked(train[:shots]), _asked(validation[:most]), _asked(test[:most])
    found = _asked(others[: 2 * most])
    return _asked(train[:shots]), found[:most], found[most:]


def _asked(rows: Any) -> list[Question]:
    return [each for each in (question_of(row.number, row.content) for row in rows) if each is not None]
