"""The job kinds of knowledge bases; training.handlers takes them in."""

from datetime import timedelta
from typing import Any

from jobs.context import JobContext
from jobs.errors import JobCancelled, PermanentFailure
from jobs.registry import Policy, job, standing_schedule
from jobs.rules.lanes import LEAST_URGENT, Lane
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.knowledge.errors import KnowledgeFolderNotAllowed
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.rules.states import State
from training.knowledge.services.add_document import KIND, DocumentToIndex
from training.knowledge.services.change_document import close_abandoned
from training.knowledge.services.embed_passages import embed_missing
from training.knowledge.services.index_document import Indexing, fail
from training.knowledge.services.sync_folder import SYNC, BaseToSync, sync_folder

EMBEDDED_AT_ONCE = 5_000


@job(
    KIND,
    title="Index a document",
    payload=DocumentToIndex,
    policy=Policy(lane=Lane.BULK, is_atomic=False, max_failures=4, time_limit=timedelta(hours=6)),
)
def index(context: JobContext, payload: DocumentToIndex) -> None:
    """Make a document findable; another attempt goes on where the last one ended, and none touches one that is ready."""
    document = Document.objects.select_related("base__owner").filter(pk=payload.document_id).first()
    if document is None:
        raise PermanentFailure("The document was removed meanwhile.", code="knowledge_not_found")
    if document.round != payload.round or document.state == State.READY:
        return
    try:
        Indexing(document, context).run()
    except JobCancelled:
        fail(document, "Its job was cancelled.", code="cancelled")
        raise


@job(
    SYNC,
    title="Sync a folder",
    payload=BaseToSync,
    policy=Policy(lane=Lane.BULK, is_atomic=False, max_failures=2, time_limit=timedelta(hours=6)),
    permanent=(InvalidInput, KnowledgeFolderNotAllowed),
)
def sync(context: JobContext, payload: BaseToSync) -> dict[str, Any]:
    """Bring a knowledge base in step with its folder; begun again, it finds done what is done."""
    base = KnowledgeBase.objects.select_related("owner").filter(pk=payload.base_id).first()
    if base is None:
        raise PermanentFailure("The knowledge base was removed meanwhile.", code="knowledge_not_found")
    return sync_folder(base=base, told=context.progress, at=now()).told()


@job(
    "training.mend_knowledge",
    title="Look after knowledge bases",
    policy=Policy(lane=Lane.BULK, priority=LEAST_URGENT, is_atomic=False, is_visible=False),
)
def mend(context: JobContext, payload: None) -> dict[str, int]:
    """Close documents whose job ended without them, and give passages the vectors they lack."""
    return {"closed": close_abandoned(), "embedded": embed_missing(limit=EMBEDDED_AT_ONCE)}


standing_schedule(name="Look after knowledge bases", kind="training.mend_knowledge", cron="*/5 * * * *")
