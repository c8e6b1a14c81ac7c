"""Reads the LoCoMo data set (Maharana et al., ACL 2024; CC BY-NC 4.0), which is not part of this project."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.memory_parts.cases import Question, Said, Talk

CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
SESSION = re.compile(r"session_(\d+)")
EVIDENCE = re.compile(r"D:?(\d+):(\d+)")


def read(path: Path) -> list[Talk]:
    """The conversations of a LoCoMo file; questions without evidence are left out."""
    return [_talk(each) for each in json.loads(path.read_text())]


def _talk(sample: dict[str, Any]) -> Talk:
    told = sample["conversation"]
    numbers = sorted(int(found[1]) for key in told if (found := SESSION.fullmatch(key)))
    said = [each for number in numbers for each in _session(told, number)]
    known = {each.id for each in said}
    questions = []
    for asked in sample["qa"]:
        ids = [f"D{int(a)}:{int(b)}" for raw in asked["evidence"] for a, b in EVIDENCE.findall(raw)]
        evidence = tuple(dict.fromkeys(each for each in ids if each in known))
        if evidence:
            questions.append(Question(asked["question"], evidence, CATEGORIES[asked["category"]]))
    return Talk(sample["sample_id"], tuple(said), tuple(questions))


def _session(told: dict[str, Any], number: int) -> list[Said]:
    began = datetime.strptime(told[f"session_{number}_date_time"], "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
    return [
        Said(
            id=turn["dia_id"],
            session=f"{number:03}",
            position=position,
            speaker=turn["speaker"],
            text=" ".join(filter(None, (turn["text"], turn.get("blip_caption")))) or "…",
            when=began + timedelta(seconds=position),
        )
        for position, turn in enumerate(told[f"session_{number}"])
    ]
