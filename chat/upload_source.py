"""Gives each turn what stands in the documents attached on its branch."""

from uuid import UUID

from chat.context.sources import Asking, passage_source
from chat.models import Upload, UploadPassage
from chat.queries.uploads import passages_of, ranked_passages, uploads_on
from training.knowledge.rules.places import place_in
from training.providers.protocol import Passage
from training.retrieval.words import LONGEST_QUERY

MOST_OF_NEW = 60  # passages of what came with the question
MOST_OF_OLD = 24  # and of what came before it
NEW, OLD = 10.0, 5.0  # above any score of memory and knowledge: the person put it there


@passage_source("uploads")
def upload_passages(asking: Asking) -> list[Passage]:
    """A short document whole, a long one where it has words of the question, and its beginning."""
    documents = [each for each in uploads_on(asking.owner_id, asking.message_ids) if not each.is_picture]
    if not documents:
        return []
    question = asking.question.replace("\x00", " ")[:LONGEST_QUERY]
    newest = asking.message_ids[-1]
    new = [each for each in documents if each.said_in == newest]  # type: ignore[attr-defined]  # uploads_on sets it
    old = [each for each in documents if each not in new]
    return [
        *_found(new, question, most=MOST_OF_NEW, base=NEW),
        *_found(old, question, most=MOST_OF_OLD, base=OLD),
    ]


def _found(documents: list[Upload], question: str, *, most: int, base: float) -> list[Passage]:
    if not documents:
        return []
    by_id = {each.pk: each for each in documents}
    ranks = ranked_passages(list(by_id), question, limit=most)
    first = max(1, (most - len(ranks)) // len(documents)) if len(ranks) < most else 1
    beginnings = passages_of(by_id, first=first).values_list("pk", flat=True)
    rows = UploadPassage.objects.filter(pk__in={*ranks, *beginnings}).defer("words")
    order = {upload_id: at for at, upload_id in enumerate(by_id)}
    chosen = sorted(rows, key=lambda each: (order[each.upload_id], each.number))
    return [_passage(each, by_id[each.upload_id], ranks.get(each.pk, 0.0), base) for each in chosen]


def _passage(found: UploadPassage, upload: Upload, rank: float, base: float) -> Passage:
    return Passage(
        text=found.text,
        source=place_in(upload.name, upload.form, found.page, found.last_page),
        kind="upload",
        reference=reference_of(upload.pk, found.number),
        score=base + rank + 1 / (1_000 + found.number),
        why={"reason": "attached", "rank": round(rank, 6)},
    )


def reference_of(upload_id: UUID, number: int) -> str:
    """How a passage of a file is named in citations and snapshots."""
    return f"{upload_id}#{number}"
