"""Objects of every model that belong to somebody: what baker cannot know stands here."""

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.crypto import get_random_string
from model_bakery import baker

from accounts.models import ApiKey, Share, User
from accounts.testing import client_with_session, make_api_key_of, make_user
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.services.encryption_keys import create_key
from spirits.services.keep_artifact import keep_artifact
from spirits.services.learning import add_item
from spirits.services.releases import keep_release
from spirits.services.workspace import write_file
from spirits.testing import make_spirit
from spirits.tools import NewArtifact


def make_owned(model: type[models.Model], owner: User) -> models.Model:
    """A row of that model whose every link to a person leads to ``owner``."""
    links: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and (field.related_model is User or not field.null):
            links[field.name] = owner if field.related_model is User else make_owned(field.related_model, owner)
    maker = MAKERS.get(model._meta.label)
    return maker(owner, links) if maker else baker.make(model, **links)


def _make_key(owner: User, _: dict[str, Any]) -> ApiKey:
    return make_api_key_of(owner)[0]


def _make_device(owner: User, _: dict[str, Any]) -> models.Model:
    client_with_session(owner)
    return owner.device_sessions.latest("id")


def _make_run(owner: User, links: dict[str, Any]) -> models.Model:
    from chat.models import Run

    return baker.make(Run, **links, state="queued", finished_at=None)


def _make_memory(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("chat.Memory", **links, text="Alice likes tea.")


def _make_tool_call(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.ToolCall", **links, state="running", finished_at=None, error=None, xp=0)


def _make_approval(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Approval", **links, scope="tool", state="pending", decided_at=None)


def _make_purchase(owner: User, links: dict[str, Any]) -> models.Model:
    amounts = {"amount": 0, "list_amount": 0, "discount_amount": 0, "coupon_amount": 0, "tax_amount": 0}
    what = {
        "spirit": make_spirit(),
        "method": "points",
        "unit": "PTS",
        "state": "awaiting",
        "paid_at": None,
        "points_bought": None,
        "bundle": None,
        "refunded_amount": 0,
    }
    return baker.make("spirits.Purchase", **{**links, **what, **amounts})


def _make_share(owner: User, _: dict[str, Any]) -> models.Model:
    conversation = make_owned(apps.get_model("chat.Conversation"), owner)
    return Share.objects.create(kind="conversation", object_id=conversation.pk, shared_by=owner, person=make_user())


def _make_image_folder(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("training.ImageFolder", **links, source="archive", path="", revision=0, written_revision=0)


def _make_image(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("training.Image", **links, path="a.jpg", tags=[])


def _make_document(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "training.Document", **links, state="waiting", percent=0, source="text", ready_at=None, digest="", problem=""
    )


def _make_chunk(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("training.Chunk", **links, id=uuid7(), number=0, start=0, end=5, text="Words")


def _make_card(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Card", **links, expires_month=12, removed_at=None)


def _make_payment(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Payment", **links, kind="setup", state="new", purchase=None, amount=0, ended_at=None)


def _make_event(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "spirits.CalendarEvent", **links, title="Review", time_zone="UTC", rule="", excluded=[], original_at=None,
        starts_at="2026-03-02T09:00Z", ends_at="2026-03-02T10:00Z",
    )  # fmt: skip


def _make_reminder(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "spirits.Reminder", **links, state="waiting", due_at="2099-03-02T09:00Z", time_zone="UTC", rule=""
    )


def _make_task(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make(
        "spirits.ScheduledTask", **links, state="active", due_at="2099-03-02T09:00Z", time_zone="UTC", rule="", tool="",
        prompt="Hello", arguments=None,
    )  # fmt: skip


def _make_message_out(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.OutboundMessage", **links, state="draft", sent_at=None, recipients=[])


def _make_social_account(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.SocialAccount", **links, network="webhook", server="https://hooks.example")


def _make_tool_server(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.ToolServer", **links, transport="http", url="https://tools.example/mcp", command="")


def _make_calendar(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Calendar", **links, time_zone="UTC")


def _make_upload(owner: User, links: dict[str, Any]) -> models.Model:
    what = {"kind": "document", "form": "text", "size": 5, "width": None, "height": None, "passage_count": 1}
    upload = baker.make("chat.Upload", **links, **what, name="a.txt")
    baker.make("chat.UploadPassage", upload=upload, number=1, text="Words")
    return upload


def _make_workspace_file(owner: User, _: dict[str, Any]) -> models.Model:
    return write_file(user=owner, path=f"{get_random_string(12)}.txt", content=b"Ahoy", now=now())


def _make_release(owner: User, _: dict[str, Any]) -> models.Model:
    name = f"a{get_random_string(12).lower()}"
    return keep_release(user=owner, application=name, target="compose", image="a:1", manifest="a: 1\n", now=now())


def _make_artifact(owner: User, _: dict[str, Any]) -> models.Model:
    call = make_owned(apps.get_model("spirits.ToolCall"), owner)
    return keep_artifact(owner=owner, call=call, new=NewArtifact("notes.md", "text/markdown", b"# Ahoy"), now=now())


def _make_encryption_key(owner: User, _: dict[str, Any]) -> models.Model:
    return create_key(user=owner, name=get_random_string(12), purpose="signing", now=now())


def _make_medication(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Medication", **links, most_a_day=3, time_zone="UTC")


def _make_learning_item(owner: User, _: dict[str, Any]) -> models.Model:
    return add_item(user=owner, topic="Knots", prompt=get_random_string(12), answer="", now=now())


def _make_monitor(owner: User, links: dict[str, Any]) -> models.Model:
    return baker.make("spirits.Monitor", **links, minutes=5, url="https://a.example/")


MAKERS = {
    "spirits.WorkspaceFile": _make_workspace_file,
    "spirits.Artifact": _make_artifact,
    "spirits.Release": _make_release,
    "spirits.EncryptionKey": _make_encryption_key,
    "spirits.Medication": _make_medication,
    "spirits.LearningItem": _make_learning_item,
    "spirits.Monitor": _make_monitor,
    "chat.Upload": _make_upload,
    "spirits.Calendar": _make_calendar,
    "spirits.SocialAccount": _make_social_account,
    "spirits.ToolServer": _make_tool_server,
    "spirits.CalendarEvent": _make_event,
    "spirits.Reminder": _make_reminder,
    "spirits.ScheduledTask": _make_task,
    "spirits.OutboundMessage": _make_message_out,
    "spirits.Card": _make_card,
    "spirits.Payment": _make_payment,
    "training.ImageFolder": _make_image_folder,
    "training.Image": _make_image,
    "training.Document": _make_document,
    "training.Chunk": _make_chunk,
    "accounts.Share": _make_share,
    "spirits.ToolCall": _make_tool_call,
    "spirits.Approval": _make_approval,
    "spirits.Purchase": _make_purchase,
    "chat.Memory": _make_memory,
    "accounts.ApiKey": _make_key,
    "accounts.DeviceSession": _make_device,
    "chat.Run": _make_run,
}
