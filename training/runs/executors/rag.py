"""A dataset becomes a knowledge base that a minion answers from."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from django.utils.translation import gettext_noop as _

from accounts.models import User
from jobs.errors import PermanentFailure
from jobs.models import Job
from training.datasets.models import DatasetVersion, Sample
from training.evaluations.rules.metrics import holds
from training.evaluations.rules.questions import Question, question_of
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.queries.search import search_knowledge
from training.knowledge.rules.states import AT_WORK, State
from training.knowledge.services.add_document import KIND, add_dataset, key_of
from training.knowledge.services.change_document import reindex_document
from training.knowledge.services.make_base import make_base
from training.retrieval.query_vector import query_vector
from training.retrieval.words import LONGEST_QUERY
from training.runs.models import TrainingRun
from training.runs.rules.settings import Kind, Setting, checked_config
from training.runs.work import Made, Work

PASSAGES = 6


class RagExecutor:
    """Indexing is the document's own job; the run waits for it in the queue, then tries the base on the dataset's questions."""

    name = "rag"
    title = _("Knowledge base")
    needs_minion = False
    settings: tuple[Setting, ...] = (
        Setting(
            "tried",
            _("Questions tried"),
            Kind.WHOLE,
            100,
            _("With so many of the dataset's own questions the finished base is tried."),
            0,
            1_000,
        ),
    )

    def choices(self, user: User) -> Mapping[str, list[tuple[str, str]]]:
        """None."""
        return {}

    def checked(self, user: User, version: DatasetVersion, config: Mapping[str, Any]) -> dict[str, Any]:
        """``tried``: of how many rows the retrieval is tried."""
        return {**checked_config(self.settings, config), "passages": PASSAGES}

    def before(self, run: TrainingRun) -> Job | None:
        """The job that indexes the document; the base is made the first time."""
        document = Document.objects.filter(pk=run.kept.get("document")).select_related("base__owner").first()
        if document is None:
            assert run.version is not None
            base = make_base(user=run.owner, name=_free_name(run), description=f"Made of {run.dataset_name}.")
            document = add_dataset(base=base, version=run.version)
            run.kept = {**run.kept, "base": str(base.pk), "document": str(document.pk)}
            run.save(update_fields=["kept"])
        elif document.state not in (State.READY, *AT_WORK):
            document = reindex_document(document=document, anew=False)
        return Job.objects.filter(kind=KIND, idempotency_key=key_of(document)).first()

    def work(self, work: Work) -> Made:
        """Try the base on the dataset's own questions."""
        base = KnowledgeBase.objects.filter(pk=work.run.kept.get("base")).first()
        document = Document.objects.filter(pk=work.run.kept.get("document"), state=State.READY).first()
        if base is None or document is None:
            raise PermanentFailure("The dataset could not be made findable.", code="knowledge_not_found")
        work.log(f"{document.passage_count:,} passages of {document.page_count:,} rows are findable.")
        found, tried = 0, 0
        for tried, question in enumerate(_questions(work), 1):
            query = question.text[:LONGEST_QUERY]
            passages = search_knowledge([base], query, limit=PASSAGES, vector=query_vector(query)).passages
            found += any(holds(passage.text, question) for passage in passages)
            work.metric("recall", tried, found / tried)
            work.progress(tried * 100 / max(1, work.config["tried"]), f"{tried} questions tried")
        result: dict[str, Any] = {"passages": document.passage_count, "base": str(base.pk)}
        if tried:
            result |= {"recall": found / tried, "tried": tried}
        return Made({"add_knowledge_bases": [str(base.pk)]}, result)


def _questions(work: Work) -> list[Question]:
    rows = Sample.objects.filter(version=work.run.version_id).order_by("digest", "number")[: work.config["tried"]]
    return [each for each in (question_of(row.number, row.content) for row in rows) if each is not None]


def _free_name(run: TrainingRun) -> str:
    taken = set(KnowledgeBase.objects.filter(owner=run.owner, name__startswith=run.name).values_list("name", flat=True))
    return next(name for at in count(1) if (name := run.name if at == 1 else f"{run.name[:110]} {at}") not in taken)
