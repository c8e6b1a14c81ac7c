"""Keep what a model was told, prove it later, ask the memory again, and compare two turns."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from chat.context.assemble import Context, assemble
from chat.context.budget import cut_to
from chat.context.chain import hash_of, is_ours, mac_of
from chat.context.parts import SPOKEN, Part, canonical, digest, rendered
from chat.errors import RunNotFound
from chat.memory.queries.passages import KEYWORDS, line_of, neighbour_line
from chat.memory.queries.query_vector import query_vector
from chat.memory.queries.search import Filters, Place, search
from chat.memory.rules.sessions import session_of
from chat.memory.rules.weights import WEIGHT_SETS
from chat.models import ContextSnapshot, MemoryVersion, Message, Run, UploadPassage
from spirits.models import Minion
from training.providers.protocol import Passage
from training.retrieval.words import LONGEST_QUERY

IDENTICAL, ERASED, TAMPERED = "identical", "erased", "tampered"
FOUND_AT_MOST = 8


@dataclass(frozen=True)
class Verdict:
    """``identical``: the very bytes; ``erased``: intact, but words it needs were destroyed; ``tampered``: changed."""

    state: str
    problems: tuple[str, ...] = ()
    parts: tuple[Part, ...] = field(default=())


@transaction.atomic
def keep_snapshot(*, run_id: UUID, fence: int, context: Context, now: datetime) -> ContextSnapshot | None:
    """Add what is about to be sent to the conversation's chain; None when the run is no longer held under ``fence``."""
    run = Run.objects.select_for_update().filter(pk=run_id, fence=fence, state="running").first()
    if run is None:
        return None
    last = ContextSnapshot.objects.filter(conversation=run.conversation_id).order_by("-number").first()
    number = last.number + 1 if last else 1
    identity = {"run": str(run.pk), "conversation": str(run.conversation_id), "number": number, "at": now.isoformat()}
    content = canonical({**context.snapshot(), **identity})
    previous = last.hash if last else ""
    link = hash_of(previous, content)
    kept = ContextSnapshot.objects.create(
        conversation_id=run.conversation_id,
        run=run,
        number=number,
        content=content,
        previous_hash=previous,
        hash=link,
        mac=mac_of(link),
        created_at=now,
    )
    summary = {"id": str(kept.pk), "window": context.window, "tokens": context.tokens, "left_out": context.left_out}
    Run.objects.filter(pk=run.pk).update(snapshot={**summary, "sha256": digest(rendered(context.parts))})
    return kept


def get_snapshot(user: User, run_id: UUID) -> ContextSnapshot:
    """What a run of this person was told, or RunNotFound."""
    found = (
        ContextSnapshot.objects.select_related("run__question", "run__conversation")
        .filter(run=run_id, run__owner=user)
        .first()
    )
    if found is None:
        raise RunNotFound("There is no record of what this run was told.")
    return found


def passages_told(answer_id: UUID) -> list[Passage]:
    """The passages an answer was made from, in the order of their numbers; none where their words were destroyed."""
    found = ContextSnapshot.objects.select_related("run").filter(run__answer=answer_id).first()
    if found is None or (verdict := verify(found)).state != IDENTICAL:
        return []
    return [
        Passage(part.text, part.source, part.passage_kind, part.reference, part.score, part.why)
        for part in verdict.parts
        if part.kind == "passage"
    ]


def turns_told(user: User, conversation_id: UUID) -> QuerySet[ContextSnapshot]:
    """Every turn of a conversation that has a record, the newest first."""
    rows = ContextSnapshot.objects.filter(conversation=conversation_id, conversation__owner=user)
    return rows.select_related("run__question", "run__language_model").defer("content").order_by("-number")


def verify(snapshot: ContextSnapshot) -> Verdict:
    """Render it again from messages and memories as they were, and compare every byte with what was recorded."""
    if problem := _broken(snapshot):
        return Verdict(TAMPERED, (problem,))
    record = json.loads(snapshot.content)
    words = _words(snapshot, record["parts"])
    parts, erased, changed = [], [], []
    for at, kept in enumerate(record["parts"]):
        text = words[at]
        if text is None:
            erased.append(f"parts.{at}")
            text = ""
        elif digest(text) != kept["sha256"]:
            changed.append(f"parts.{at}")
        parts.append(_part(kept, text))
    if changed:
        return Verdict(TAMPERED, tuple(changed), tuple(parts))
    if erased:
        return Verdict(ERASED, tuple(erased), tuple(parts))
    if digest(rendered(parts)) != record["sha256"]:
        return Verdict(TAMPERED, ("sha256",), tuple(parts))
    return Verdict(IDENTICAL, (), tuple(parts))


def replay(snapshot: ContextSnapshot) -> dict[str, Any]:
    """Search memory as it was believed at the time of the turn, in the same way, and say whether the same memories come out.

    ``engine`` says what the search then used and can use now; without that embedder keywords alone are searched.
    """
    record = json.loads(snapshot.content)
    run = snapshot.run
    remembered = _memories(record)
    standing = tuple(UUID(_main(each)[0]) for each in remembered if each["score"] == 0)
    question = run.question.content.replace("\x00", " ")[:LONGEST_QUERY]
    why: dict[str, Any] = next((each["why"] for each in remembered if each["score"] != 0 and each.get("why")), {})
    vector = query_vector(question) if why.get("engine", KEYWORDS) != KEYWORDS else None
    found = search(
        run.owner_id,
        question,
        now=snapshot.created_at,
        believed=datetime.fromisoformat(record["at"]),
        limit=FOUND_AT_MOST,
        filters=Filters(without=standing, without_session=session_of(run.conversation_id)),
        place=Place(run.minion_id, run.conversation_id, is_own_only=record.get("memory") == Minion.Memory.OWN),
        vector=vector,
        weights=WEIGHT_SETS.get(why.get("weights", "")),
    )
    again = {f"{each.memory_id}@{each.version}" for each in found}
    then = {"@".join(_main(each)) for each in remembered if each["score"] != 0}
    return {
        "then": sorted(then),
        "again": sorted(again),
        "is_same": then <= again,
        "engine": vector.embedder if vector else KEYWORDS,
        "weights": why.get("weights", ""),
    }


def replay_with(snapshot: ContextSnapshot, *, context_length: int | None) -> Context:
    """What the same turn would be told by a model with another window: the same words, fitted anew.

    Words destroyed since are left out, as they would be today.
    """
    record = json.loads(snapshot.content)
    kept = list(zip(record["parts"], _words(snapshot, record["parts"], is_whole=True), strict=True))
    gone = [each for each in record["dropped"] if each["kind"] in (*SPOKEN, "passage")]
    lost = list(zip(gone, _words(snapshot, gone, is_whole=True), strict=True))
    passages = [_passage(each, text) for each, text in (*kept, *lost) if each["kind"] == "passage" and text]
    spoken = [
        (each["kind"], text, each.get("reference", ""))
        for each, text in (*lost, *kept)
        if each["kind"] in SPOKEN and text
    ]
    instructions = next((text or "" for each, text in kept if each["kind"] == "instructions"), "")
    return assemble(
        instructions=instructions,
        passages=passages,
        history=spoken or [("user", snapshot.run.question.content, "")],
        context_length=context_length,
        summary=next((_Told(text or "", each["reference"]) for each, text in kept if each["kind"] == "summary"), None),
    )


@dataclass(frozen=True)
class _Told:
    """A summary as it was told then."""

    words: str
    reference: str

    @property
    def through(self) -> str:
        return self.reference.partition(":")[2]


def _passage(kept: dict[str, Any], text: str) -> Passage:
    return Passage(text, kept.get("source", ""), kept["passage"], kept["reference"], kept["score"], kept.get("why", {}))


def compare(one: ContextSnapshot, other: ContextSnapshot) -> dict[str, list[dict[str, Any]]]:
    """What the second turn was told that the first was not, and the other way round; parts are compared by their words."""
    first, second = (json.loads(each.content)["parts"] for each in (one, other))
    before, after = ({(p["kind"], p["sha256"]) for p in parts} for parts in (first, second))
    return {
        "added": [each for each in second if (each["kind"], each["sha256"]) not in before],
        "removed": [each for each in first if (each["kind"], each["sha256"]) not in after],
        "kept": [each for each in second if (each["kind"], each["sha256"]) in before],
    }


def _broken(snapshot: ContextSnapshot) -> str:
    """What is wrong with the link itself; empty when it is as it was written."""
    if hash_of(snapshot.previous_hash, snapshot.content) != snapshot.hash:
        return "hash"
    if not is_ours(snapshot.hash, snapshot.mac):
        return "mac"
    record = json.loads(snapshot.content)
    if (record["run"], record["number"]) != (str(snapshot.run_id), snapshot.number):
        return "place"
    previous = ContextSnapshot.objects.filter(conversation=snapshot.conversation_id, number=snapshot.number - 1).first()
    return "previous_hash" if previous is not None and previous.hash != snapshot.previous_hash else ""


def _words(snapshot: ContextSnapshot, parts: list[dict[str, Any]], *, is_whole: bool = False) -> list[str | None]:
    """The words of each part, read again, cut as they were sent or whole; None where they were destroyed."""
    messages = dict(
        Message.objects.filter(
            conversation=snapshot.conversation_id,
            pk__in=[each["reference"] for each in parts if each["kind"] in SPOKEN and "text" not in each],
        ).values_list("pk", "content")
    )
    versions = _versions(snapshot, [each for each in parts if _is_memory(each)])
    files = _file_words(snapshot, [each["reference"] for each in parts if _is_file(each)])
    words: list[str | None] = []
    for each in parts:
        if "text" in each:
            words.append(each["text"])
        elif _is_memory(each):
            words.append(_memory_words(each["reference"], versions))
        elif _is_file(each):
            words.append(files.get(each["reference"]))
        elif each["kind"] in SPOKEN:
            text = messages.get(UUID(each["reference"]))
            words.append(text if is_whole else _as_sent(text, each))
        else:
            words.append(None)
    return words


def _as_sent(text: str | None, kept: dict[str, Any]) -> str | None:
    """A message as it was sent: whole, or cut as recorded."""
    return cut_to(text, kept["cut"]) if text is not None and "cut" in kept else text


def _versions(snapshot: ContextSnapshot, parts: Iterable[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, str]]:
    """Speaker and text of every memory version the parts name, destroyed ones left out."""
    ids = {piece.partition("@")[0] for each in parts for piece in each["reference"].split(" ")}
    rows = MemoryVersion.objects.filter(
        memory__owner=snapshot.run.owner_id, memory__in=ids, erased_at=None
    ).select_related("memory")
    return {(str(each.memory_id), each.number): (each.memory.speaker, each.text) for each in rows}


def _file_words(snapshot: ContextSnapshot, references: list[str]) -> dict[str, str]:
    """The text of each passage of an attached file that is still there, by its reference."""
    pairs = [each.partition("#") for each in references]
    rows = UploadPassage.objects.filter(
        upload__owner=snapshot.run.owner_id,
        upload__in={upload for upload, _, _ in pairs},
        number__in={int(number) for _, _, number in pairs},
    )
    return {f"{upload}#{number}": text for upload, number, text in rows.values_list("upload", "number", "text")}


def _memory_words(reference: str, versions: dict[tuple[str, int], tuple[str, str]]) -> str | None:
    lines: dict[str, str] = {}
    for piece in reference.split(" "):
        memory_id, _, rest = piece.partition("@")
        number, _, side = rest.partition(":")
        said = versions.get((memory_id, int(number)))
        if said is None:
            return None
        lines[side] = neighbour_line(*said) if side else line_of(*said)
    return "\n".join(filter(None, (lines.get("before"), lines[""], lines.get("after"))))


def _memories(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in (*record["parts"], *record["dropped"]) if _is_memory(each)]


def _is_memory(part: dict[str, Any]) -> bool:
    return part["kind"] == "passage" and part.get("passage") == "memory"


def _is_file(part: dict[str, Any]) -> bool:
    return part["kind"] == "passage" and part.get("passage") == "upload"


def _main(part: dict[str, Any]) -> tuple[str, str]:
    memory_id, _, number = part["reference"].split(" ")[0].partition("@")
    return memory_id, number


def _part(kept: dict[str, Any], text: str) -> Part:
    return Part(
        kept["kind"],
        text,
        kept.get("reference", ""),
        source=kept.get("source", ""),
        passage_kind=kept.get("passage", ""),
        number=kept.get("number", 0),
        score=kept.get("score", 0.0),
        tokens=kept["tokens"],
        why=kept.get("why", {}),
        cut=kept.get("cut"),
    )
