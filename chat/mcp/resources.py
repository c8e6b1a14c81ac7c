"""The caller's conversations, the files their tools made, and the documents of knowledge they may read, newest first."""

from base64 import b64encode
from collections.abc import Callable
from uuid import UUID

from mcp_types import BlobResourceContents, Resource, ResourceTemplate, TextResourceContents

from accounts.rules.scopes import Group
from accounts.services.authenticate import AuthenticatedCaller
from chat.exchange.write_text import as_markdown
from chat.mcp.scopes import demand
from chat.models import Conversation
from chat.queries.conversations import get_conversation, listed_conversations_of
from chat.services.exchange import document_of
from project.lib.errors import DaimonError, InvalidInput
from spirits.models import Artifact
from spirits.queries.artifacts import artifacts_of, get_artifact
from spirits.services.keep_artifact import content_of
from training.knowledge.models import Document
from training.knowledge.queries.bases import get_readable_document, readable_documents, text_of

CONVERSATION, ARTIFACT = "daimon://conversations/{id}", "daimon://artifacts/{id}"
DOCUMENT = "daimon://documents/{id}"
LONGEST_DOCUMENT = 500_000  # characters
CUT = "\n\n[The document goes on.]"
AT_ONCE = 50
TEMPLATES = [
    ResourceTemplate(uri_template=CONVERSATION, name="conversation", title="A conversation", mime_type="text/markdown"),
    ResourceTemplate(uri_template=ARTIFACT, name="artifact", title="A file that a tool made"),
    ResourceTemplate(uri_template=DOCUMENT, name="document", title="A document of knowledge", mime_type="text/plain"),
]


class ResourceNotFound(DaimonError):
    """There is no such resource of the caller's."""

    code = "not_found"
    status = 404
    message = "There is no such resource."


def listed(caller: AuthenticatedCaller, cursor: str | None) -> tuple[list[Resource], str | None]:
    """One page, and what the next one begins after: conversations first, then files, then documents, as far as the key's scopes reach."""
    kinds = [each for each in _KINDS if caller.may(_KINDS[each][0], "GET")]
    kind, _, last = (cursor or f"{kinds[0]}:").partition(":")
    if kind not in kinds:
        raise InvalidInput.of("cursor", "This is no cursor of ours.")
    found, after = _KINDS[kind][1](caller, _id(last, "cursor") if last else None)
    if after:
        return found, f"{kind}:{after}"
    following = kinds[kinds.index(kind) + 1 :]
    return found, f"{following[0]}:" if following else None


def read(caller: AuthenticatedCaller, uri: str) -> TextResourceContents | BlobResourceContents:
    """A conversation as Markdown, a document's text, or a file's bytes. Foreign and absent ones look the same."""
    kind, _, raw = uri.removeprefix("daimon://").partition("/")
    if kind not in _KINDS or not uri.startswith("daimon://"):
        raise ResourceNotFound
    demand(caller, _KINDS[kind][0], "GET")
    number = _id(raw, "uri")
    if kind == "conversations":
        document = document_of(get_conversation(caller.user, number))
        return TextResourceContents(uri=uri, mime_type="text/markdown", text=as_markdown(document))
    if kind == "documents":
        document_text = text_of(get_readable_document(caller.user, number), longest=LONGEST_DOCUMENT + 1)
        shown = document_text if len(document_text) <= LONGEST_DOCUMENT else document_text[:LONGEST_DOCUMENT] + CUT
        return TextResourceContents(uri=uri, mime_type="text/plain", text=shown)
    artifact = get_artifact(caller.user, number)
    return BlobResourceContents(uri=uri, mime_type=artifact.mime, blob=b64encode(content_of(artifact)).decode())


def _conversations(caller: AuthenticatedCaller, after: UUID | None) -> tuple[list[Resource], UUID | None]:
    rows = listed_conversations_of(caller.user).order_by("-id")
    page = list((rows.filter(pk__lt=after) if after else rows)[: AT_ONCE + 1])
    return [_of_conversation(each) for each in page[:AT_ONCE]], page[AT_ONCE - 1].pk if len(page) > AT_ONCE else None


def _artifacts(caller: AuthenticatedCaller, after: UUID | None) -> tuple[list[Resource], UUID | None]:
    rows = artifacts_of(caller.user)
    page = list((rows.filter(pk__lt=after) if after else rows)[: AT_ONCE + 1])
    return [_of_artifact(each) for each in page[:AT_ONCE]], page[AT_ONCE - 1].pk if len(page) > AT_ONCE else None


def _documents(caller: AuthenticatedCaller, after: UUID | None) -> tuple[list[Resource], UUID | None]:
    rows = readable_documents(caller.user)
    page = list((rows.filter(pk__lt=after) if after else rows)[: AT_ONCE + 1])
    return [_of_document(each) for each in page[:AT_ONCE]], page[AT_ONCE - 1].pk if len(page) > AT_ONCE else None


Page = Callable[[AuthenticatedCaller, UUID | None], tuple[list[Resource], UUID | None]]
_KINDS: dict[str, tuple[Group, Page]] = {
    "conversations": (Group.CHAT, _conversations),
    "artifacts": (Group.SPIRITS, _artifacts),
    "documents": (Group.TRAINING, _documents),
}


def _of_conversation(row: Conversation) -> Resource:
    return Resource(
        uri=CONVERSATION.format(id=row.pk), name=str(row.pk), title=row.shown_title, mime_type="text/markdown"
    )


def _of_artifact(row: Artifact) -> Resource:
    return Resource(uri=ARTIFACT.format(id=row.pk), name=str(row.pk), title=row.name, mime_type=row.mime, size=row.size)


def _of_document(row: Document) -> Resource:
    return Resource(uri=DOCUMENT.format(id=row.pk), name=str(row.pk), title=row.title, mime_type="text/plain")


def _id(raw: str, field: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise InvalidInput.of(field, "This is no id.") from error
