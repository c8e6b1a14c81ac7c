"""Every page asks the database at most 15 times, and not once more when there is much more to show."""

import random
import re
from collections import defaultdict
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from model_bakery import baker

from accounts.models import User
from accounts.services.shares import share
from accounts.testing import PASSWORD, make_staff, make_user, sign_in
from chat.memory.services.remember import remember
from chat.models import Comparison, Conversation, Message, Run, RunEvent
from chat.services.share_links import make_link
from chat.testing import make_conversation, make_scripted_model, say
from chat.tests.gallery.pages import PAGES
from chat.tests.gallery.passkey import made_passkey
from chat.tests.gallery.shots import Shot
from chat.tests.gallery.world import DAY, SECRET, World
from jobs.models import Job
from project.api.tests.access_matrix.owned import MAKERS, make_owned
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models import Approval, MinionTemplate, Plan, Purchase, Reservation, ToolCall, XpEvent
from spirits.rules.own_variables import Variable
from spirits.services.create_minion import create_minion
from spirits.services.economy.move_points import grant_points
from spirits.services.load_catalogue import load_catalogue
from spirits.services.save_minion import save_minion
from spirits.services.subscription.begin import sold_version, subscribe
from training.evaluations.models import Suite
from training.evaluations.services.judge import described_judge, judges_for
from training.models import Image

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST_QUERIES = 15
MORE = 6  # rows of each kind beyond the first
TRIES = 6  # what baker draws for a row is refused now and then
OWNERS = ("mara", "jonas")  # the others have nothing that grows


GROWS = {
    "accounts.ApiKey", "accounts.DeviceSession", "accounts.Notification", "chat.Comparison", "chat.Conversation", "chat.Folder",
    "chat.Memory", "chat.Run", "chat.Upload", "chat.UsageRecord", "queue.Job", "spirits.Artifact", "spirits.EncryptionKey",
    "spirits.LearningItem", "spirits.Measure",
    "spirits.Minion", "spirits.MinionVersion", "spirits.Monitor", "spirits.Purchase", "spirits.Release", "spirits.Reminder", "spirits.ToolCall",
    "spirits.ToolServer", "spirits.WorkspaceFile", "training.Dataset", "training.DatasetVersion", "training.Document",
    "training.Evaluation", "training.Image", "training.KnowledgeBase", "training.LanguageModel", "training.Provider",
}  # fmt: skip
MADE = {
    "pictures": "training.ImageFolder",
    "dataset": "training.Dataset",
    "rented": "training.Provider",
    "knowledge": "training.KnowledgeBase",
    "evaluation": "training.Evaluation",
    "training": "training.TrainingRun",
    "kept_training": "training.TrainingRun",
    "upload": "chat.Upload",
    "encryption_key": "spirits.EncryptionKey",
    "artifact": "spirits.Artifact",
    "release": "spirits.Release",
}  # what a page is about, by its name in the world


def make_light_world() -> World:
    """One of each thing that a page is about, made without a site that answers."""
    load_catalogue()
    make_scripted_model(display_name="Llama 3.1 8B", context_length=131_072)
    mara = make_user("mara@fjord.example", name="Mara Jensen")
    world = World(
        mara, make_staff("jonas@fjord.example"), make_user("noor@fjord.example"), make_user("karl@fjord.example")
    )
    _set_up(mara)
    conversation = talk(mara)
    world.talks = defaultdict(lambda: conversation)
    world.minion = create_minion(user=mara, template_id=MinionTemplate.objects.filter(state="live").first().pk).minion  # type: ignore[union-attr]
    save_minion(user=mara, minion_id=world.minion.pk, purpose="Finds facts.")
    world.writer = create_minion(user=mara, name="Writer", variables=(Variable("customer"),)).minion
    world.template = MinionTemplate.objects.get(name="Research Analyst")
    world.link = make_link(user=mara, conversation_id=conversation.pk, now=now())[1]
    world.locked_link = make_link(user=mara, conversation_id=conversation.pk, now=now(), password="teak and varnish")[1]
    world.early_message = conversation.messages.earliest("id").pk
    for name, label in MADE.items():
        setattr(world, name, make_owned(apps.get_model(label), mara))
    judge = described_judge(mara, UUID(judges_for(mara)[-1].id))
    Suite.objects.filter(pk=world.evaluation.suite_id).update(judge=judge, rubric="Is it right?")  # type: ignore[union-attr]
    world.document = baker.make(
        "training.Document",
        base=world.knowledge,
        state="ready",
        source="text",
        percent=100,
        ready_at=now(),
        digest="",
        problem="",
        passage_count=1,
    )
    world.jobs["running"] = make_owned(Job, mara)
    world.pictures.images.add(make_owned(Image, mara), bulk=False)  # type: ignore[union-attr]
    world.receipt = str(make_owned(Purchase, mara).pk)
    world.memory = remember(owner=mara, text="I like tea.", now=now())
    run = say(mara, "Which varnish?", conversation)
    world.run_id = run.pk
    ended = Run.objects.create(
        conversation=conversation, owner=mara, question=conversation.messages.filter(role="user").earliest("id"), answer=conversation.messages.filter(role="assistant").earliest("id"), state="completed", finished_at=now(),
    )  # fmt: skip
    RunEvent.objects.create(run=ended, sequence=1, kind="tool_call", data={"id": "1", "name": "web_search"})
    work = {"points": 5, "tokens": 10, "upper_points": 6, "upper_tokens": 20, "explanation": []}
    times = {"opened_at": now(), "expires_at": now() + DAY, "closed_at": now()}
    world.work_id = Reservation.objects.create(run_id=uuid7(), owner=mara, state="settled", **work, **times).run_id
    world.comparison_id = make_owned(Comparison, mara).pk
    call = ToolCall.objects.create(
        owner=mara,
        tool="email_manager",
        door="mcp",
        effect="outbound",
        state="waiting",
        arguments={"to": "noor"},
        created_at=now(),
    )
    Approval.objects.create(owner=mara, tool="email_manager", call=call, created_at=now())
    for kind, thing in (("conversation", conversation), ("minion", world.minion)):
        share(user=mara, kind=kind, object_id=thing.pk, email=world.newcomer.email)
    return world


def _set_up(owner: User) -> None:
    """A plan that runs and the highest rank, so that every page answers in full from the first."""
    moment = now()
    XpEvent.objects.create(
        owner=owner, kind="task_completed", source="earlier work", amount=200_000, happened_at=moment
    )
    grant_points(user=owner, points=1_000, key="welcome", at=moment, reason="Welcome")
    plan = Plan.objects.get(slug="creator")
    subscribe(user=owner, plan=plan, agreed_points=sold_version(plan, at=moment).price_points, at=moment)


def talk(owner: User, turns: int = 2) -> Conversation:
    """A chat of so many turns."""
    conversation = make_conversation(owner, title="Boats")
    for depth in range(2 * turns):
        role = Message.Role.ASSISTANT if depth % 2 else Message.Role.USER
        conversation.leaf = Message.objects.create(
            conversation=conversation, parent=conversation.leaf, depth=depth, role=role, content="Paint the **boat**."
        )
    conversation.save()
    return conversation


def grow(world: World, number: int) -> set[str]:
    """More rows of everything that is Mara's, and below each thing a page is about; the models that grew."""
    about = [world.minion, *(getattr(world, name) for name in MADE)]
    parents = {type(each): each for each in about if each is not None}
    grown = set()
    for model in apps.get_models():
        links = {
            field.name: parents[field.related_model]
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model in parents
        }
        whose = any(field.related_model is User for field in model._meta.concrete_fields)
        if model._meta.app_label in OURS and (links or whose) and more(model, world.mara, links, number):
            grown.add(model._meta.label)
    return grown


def more(model: type[models.Model], owner: User, links: dict[str, Any], number: int) -> int:
    """How many rows of that model came to be; a model's rules refuse some, so others are tried."""
    made = 0
    for _ in range(number + TRIES):
        if made == number:
            break
        with suppress(DatabaseError, ValidationError, TypeError, ValueError, AttributeError), transaction.atomic():
            make_linked(model, owner, links)
            made += 1
    return made


ALIKE_ONCE = {
    "training.Image": lambda: {"path": f"{uuid7()}.jpg", "tags": []},
    "training.DatasetVersion": lambda: {"number": random.randrange(10, 10**6), "state": "failed", "problem": "Torn."},
}  # of which the access matrix makes one for each parent


def make_linked(model: type[models.Model], owner: User, given: dict[str, Any]) -> None:
    """A row of that model below the things given, the rest of what it needs made for it."""
    links = dict(given)
    if special := ALIKE_ONCE.get(model._meta.label):
        baker.make(model, **links, **special())
        return
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.name not in links:
            if field.related_model is User:
                links[field.name] = owner
            elif not field.null:
                links[field.name] = make_owned(field.related_model, owner)
    maker = MAKERS.get(model._meta.label)
    maker(owner, links) if maker else baker.make(model, **links)


OURS = {"accounts", "queue", "training", "spirits", "chat"}


def counted(client: Client, shot: Shot, address: str, *, at_best: int) -> int:
    """The page's queries; asked again while caches of some seconds make it more than expected."""
    fewest = 10_000
    for _ in range(3 if at_best else 1):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        assert answer.status_code == shot.status, f"{address} says {answer.status_code}"
        fewest = min(fewest, len(seen))
        if fewest <= at_best:
            break
    return fewest


def secure(world: World) -> None:
    """Jonas has a second factor of every kind."""
    TOTP.activate(world.jonas, SECRET)
    RecoveryCodes.activate(world.jonas)
    WebAuthn.add(world.jonas, "Key on my ring", made_passkey())


def shown(world: World) -> list[tuple[Shot, str]]:
    """Each page with its address in this world."""
    shots = [shot for shots in PAGES.values() for shot in shots if not NOT_HERE.fullmatch(shot.name)]
    found = [(shot, shot.address_in(world)) for shot in shots]
    return list({address: (shot, address) for shot, address in found}.values())


# Files that lie on no disk here, a server that is asked, and what the gallery sees with a site that answers.
NOT_HERE = re.compile(
    r"error-.*|picture-check|picture-broken|job-failed|job-done|told|provider-failing|ollama.*|second-factor-ask|newcomer|knowledge-cited"
)


def test_no_page_asks_more_often_when_there_is_more(client: Client) -> None:
    random.seed(7)
    world = make_light_world()
    jonas = sign_in(world.jonas.email)
    secure(world)
    clients = {"mara": sign_in(world.mara.email), "jonas": jonas, "newcomer": sign_in(world.newcomer.email)}
    for each in clients.values():
        each.post("/accounts/reauthenticate/", {"password": PASSWORD})
    clients["visitor"] = client
    grow(world, 1)
    pages = shown(world)
    few: dict[str, int] = {}
    for shot, address in pages:
        if shot.who in OWNERS:
            clients[shot.who].get(address)  # fills what is remembered for longer than a page
            few[address] = counted(clients[shot.who], shot, address, at_best=0)
    grown = grow(world, MORE)
    assert grown >= GROWS, f"{GROWS - grown} did not grow, so their pages were not tried"
    many = {
        address: counted(clients[shot.who], shot, address, at_best=few.get(address, MOST_QUERIES))
        for shot, address in pages
    }
    assert {address: (few[address], many[address]) for address in few if many[address] > few[address]} == {}
    assert {address: number for address, number in many.items() if number > MOST_QUERIES} == {}
