"""An installation that looks like one people work on: everything in it was made by the product's own services."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.test import Client

from accounts.models import DataArchive, User
from accounts.notices import MESSAGES, SECURITY
from accounts.services.api_keys import make_api_key
from accounts.services.notifications import notify
from accounts.services.shares import share
from accounts.testing import PASSWORD, make_staff, make_user
from chat.memory.services.change import edit_memory
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import Conversation, Memory, Message, Run, RunEvent, Upload, UsageRecord
from chat.rules.run_states import ACTIVE
from chat.services.comparisons import start_comparison
from chat.services.conversations import change_conversation, start_conversation
from chat.services.fallbacks import save_fallbacks
from chat.services.folders import make_folder
from chat.services.share_links import make_link
from chat.services.stop_run import stop_run
from chat.services.turns import regenerate, send_message
from chat.testing import make_scripted_model
from chat.tests.gallery.documents import attach_files, make_documents
from chat.tests.gallery.judged import make_evaluation, make_kept_training, make_training
from chat.tests.gallery.passkey import made_passkey
from chat.tests.gallery.pictures import draw_harbour, make_pictures
from chat.tests.gallery.rows import make_rows
from chat.tests.gallery.talk import BROKEN, CALLING, STREAMING, TALKS, Talk
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.services.claim import turn_over
from jobs.services.enqueue import enqueue, enqueue_many, open_batch
from jobs.testing.kinds import Line, Nap
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models import (
    Approval,
    Artifact,
    Bundle,
    EncryptionKey,
    Minion,
    MinionSpirit,
    MinionTemplate,
    Monitor,
    MonitorCheck,
    OutboundMessage,
    Plan,
    Release,
    Reservation,
    ServerTool,
    ToolCall,
    ToolServer,
    XpEvent,
)
from spirits.rules.own_variables import Variable
from spirits.services.calendar import add_event, calendar_to_use
from spirits.services.create_minion import create_minion
from spirits.services.decide_approval import allow_tool
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.encryption_keys import create_key, encrypt, rotate_key, sign
from spirits.services.keep_artifact import keep_artifact
from spirits.services.learning import add_item
from spirits.services.messages import connect_account
from spirits.services.minion_state import MinionChanges
from spirits.services.purchase.order import Order, place_order, quote_order
from spirits.services.releases import go_back, keep_release
from spirits.services.reminders import set_reminder
from spirits.services.save_minion import archive_minion, save_minion
from spirits.services.subscription.begin import sold_version, subscribe
from spirits.services.wellness import log_measure
from spirits.services.workspace import trash_path, write_file
from spirits.tools import NewArtifact
from training.models import (
    Dataset,
    Document,
    Evaluation,
    ImageFolder,
    KnowledgeBase,
    LanguageModel,
    Provider,
    ProviderProbe,
    TrainingRun,
)
from training.services.key_pool import add_key
from training.services.register_provider import register_provider

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ANSWER_SECONDS = 30
AGENTS = (
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 Version/18.3 Mobile Safari/604.1", "2001:db8::7c1a"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:136.0) Gecko/20100101 Firefox/136.0", "192.0.2.44"),
    ("okhttp/5.1.0", "198.51.100.9"),
)  # fmt: skip


@dataclass
class World:
    """The people of the installation and what the pages are about."""

    mara: User
    jonas: User
    newcomer: User
    karl: User
    talks: dict[str, Conversation] = field(default_factory=dict)
    minion: Minion | None = None
    writer: Minion | None = None  # with variables of its own
    template: MinionTemplate | None = None
    memory: Memory | None = None
    receipt: str = ""
    jobs: dict[str, Job] = field(default_factory=dict)
    key_id: Any = None
    pictures: ImageFolder | None = None
    link: str = ""
    locked_link: str = ""
    early_message: Any = None
    run_id: Any = None
    work_id: Any = None
    comparison_id: Any = None
    dataset: Dataset | None = None
    rented: Provider | None = None
    attic: Provider | None = None
    knowledge: KnowledgeBase | None = None
    document: Document | None = None
    upload: Upload | None = None
    evaluation: Evaluation | None = None
    training: TrainingRun | None = None
    kept_training: TrainingRun | None = None
    encryption_key: EncryptionKey | None = None
    artifact: Artifact | None = None
    release: Release | None = None


def make_world() -> World:
    """Fill the database; the running site answers the questions."""
    call_command("load_catalogue", verbosity=0)
    make_scripted_model(display_name="Llama 3.1 8B", context_length=131_072)
    make_scripted_model("scripted/echo", display_name="Qwen 3 14B", is_default=False)
    world = World(
        mara=make_user("mara@fjord.example", name="Mara Jensen"),
        jonas=make_staff("jonas@fjord.example", name="Jonas Weber"),
        newcomer=make_user("noor@fjord.example", name="Noor"),
        karl=make_user("karl@fjord.example", name="Karl"),
    )
    for person in (world.mara, world.jonas, world.newcomer, world.karl):
        EmailAddress.objects.get_or_create(user=person, email=person.email, verified=True, primary=True)
    _shop(world)
    _minions(world)
    _talks(world)
    _memories(world)
    _jobs(world)
    _account(world)
    _usage(world)
    _news(world)
    world.upload = attach_files(world.mara, world.talks["mail"])
    world.pictures = make_pictures(world.mara)
    world.dataset = make_rows(world.mara)
    _providers(world)
    world.knowledge, world.document = make_documents(world.mara)
    world.evaluation = make_evaluation(world.mara)
    world.training = make_training(world.mara)
    world.kept_training = make_kept_training(world.mara, world.training)
    _files(world)
    _keys(world)
    _made(world)
    _releases(world)
    return world


def _files(world: World) -> None:
    """A changed one, one in a folder, and one in the trash."""
    for content in (b"Low water at nine.", b"Low water at ten."):
        write_file(user=world.mara, path="tides.md", content=content, now=now())
    for path in ("prices/list-of-the-boatyard-spring-2026.csv", "prices/old.csv"):
        write_file(user=world.mara, path=path, content=b"varnish,84", now=now())
    trash_path(user=world.mara, path="prices/old.csv", now=now())


def _keys(world: World) -> None:
    """One that closed a file and has an older version, and one that signs."""
    mara, moment = world.mara, now()
    create_key(user=mara, name="Customers", purpose="encryption", now=moment - 90 * DAY)
    letter = encrypt(user=mara, name="Customers", content=b"Twelve planks", context="", now=moment - 60 * DAY)
    world.encryption_key = rotate_key(user=mara, name="Customers", purpose="encryption", now=moment - 30 * DAY)
    prices = encrypt(user=mara, name="Customers", content=b"varnish,84", context="", now=moment - DAY)
    for path, content in (("letters/lindqvist.txt.enc", letter), ("prices/spring-2026.csv.enc", prices)):
        write_file(user=mara, path=path, content=base64.urlsafe_b64encode(content), now=moment)
    create_key(user=mara, name="Fjord Boats quotations", purpose="signing", now=moment - 9 * DAY)
    sign(user=mara, name="Fjord Boats quotations", content=b"Varnish: 84", now=moment - HOUR)
    create_key(user=mara, name="Not used yet", purpose="encryption", now=moment)


def _made(world: World) -> None:
    """Files of every kind that tools make."""
    offer = b"# Offer for the Sund 24\n\n| Work | Hours |\n|---|---|\n| Varnish | 12 |\n| Deck | 40 |\n\nWithout the *mast*.\n"
    bars = "".join(
        f'<rect x="{40 + 70 * each}" y="{220 - high}" width="46" height="{high}" fill="#0b6e6e"/>'
        for each, high in enumerate((60, 120, 90, 180, 140, 200))
    )
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240"><rect width="480" height="240" fill="#fff"/>'
    made = (
        ("report_generator", "offer-sund-24.md", "text/markdown", offer),
        ("data_cleaner", "cleaned.csv", "text/csv", b"part,price\nvarnish,84\nteak,1200\n"),
        ("folder_manager", "prices.zip", "application/zip", b"PK\x05\x06" + bytes(18)),
        ("layout_generator", "layout.html", "text/html", b"<h1>Fjord Boats</h1>"),
        ("calendar_manager", "season-of-the-boatyard-with-every-launch-2026.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("style_transfer", "harbour-sepia.jpg", "image/jpeg", draw_harbour(3)),
        ("chart_generator", "chart.svg", "image/svg+xml", f"{head}{bars}</svg>".encode()),
    )
    for number, (tool, name, mime, content) in enumerate(reversed(made)):
        moment = now() - (len(made) - number) * 7 * HOUR
        call = ToolCall.objects.create(
            owner=world.mara, tool=tool, door="chat", effect="read", state="succeeded", arguments={}, created_at=moment,
            finished_at=moment, conversation_id=world.talks["code"].pk,
        )  # fmt: skip
        kept = keep_artifact(owner=world.mara, call=call, new=NewArtifact(name, mime, content), now=moment)
        world.artifact = kept if name.endswith(".md") else world.artifact


def _releases(world: World) -> None:
    """Two of the web shop, the first of which was gone back to, and one of another application."""
    for days, tag in ((30, "1.4.0"), (2, "1.5.0")):
        image = f"registry.fjord.example/shop:{tag}"
        manifest = (
            f"services:\n  shop:\n    image: {image}\n    restart: unless-stopped\n    ports:\n      - 8000:8000\n"
        )
        world.release = keep_release(
            user=world.mara,
            application="shop",
            target="compose",
            image=image,
            manifest=manifest,
            now=now() - days * DAY,
        )
    first = Release.objects.get(owner=world.mara, number=1)
    keep_release(
        user=world.mara,
        application="tides",
        target="kubernetes",
        image="fjord/tides:7",
        manifest="apiVersion: v1\n",
        now=now() - DAY,
    )
    go_back(user=world.mara, release_id=first.pk, now=now())


def _providers(world: World) -> None:
    """A rented one with a day of checks, and an Ollama on a machine that is off."""
    world.rented = register_provider(
        user=world.mara,
        kind="openai_compatible",
        name="Rented",
        base_url="https://llm.fjord.example/v1",
        api_key="sk-1",
    )
    add_key(user=world.mara, provider=world.rented, name="Second account", api_key="sk-2")
    register_provider(user=world.mara, kind="ollama", name="Boathouse", base_url="http://boathouse.fjord.example:11434")
    world.attic = register_provider(
        user=world.jonas, kind="ollama", name="Attic", base_url="http://127.0.0.1:9", for_everyone=True
    )
    moment = now()
    for provider, healthy in ((world.rented, True), (world.attic, False)):
        for name in ("llama3.3:70b-instruct-q4_K_M", "qwen3-embedding:4b"):
            LanguageModel.objects.create(
                provider=provider, name=name, family="llama", parameter_size="70B", context_length=131_072,
                can_use_tools=True, can_embed="embedding" in name, can_chat="embedding" not in name, tags=["slow"],
                price_currency="USD", input_price="0.59", output_price="0.79",
            )  # fmt: skip
        ProviderProbe.objects.bulk_create(
            ProviderProbe(
                provider=provider,
                at=moment - timedelta(minutes=5 * each),
                is_healthy=healthy or each > 40,
                latency_ms=180 + each * 7 % 90 if healthy or each > 40 else None,
            )
            for each in range(280)
        )
        Provider.objects.filter(pk=provider.pk).update(
            is_healthy=healthy,
            latency_ms=184 if healthy else None,
            checked_at=moment,
            problem="" if healthy else "The server cannot be reached.",
        )
    assert world.minion is not None
    spare = LanguageModel.objects.filter(provider=world.rented, can_chat=True)
    save_fallbacks(user=world.mara, minion_id=world.minion.pk, models=[spare.get().pk])


def session_of(user: User, agent: str = "") -> str:
    """The key of a session in which the person proved who they are just now."""
    client = Client(HTTP_USER_AGENT=agent or "Mozilla/5.0 (X11; Linux x86_64) Chrome/139.0 Safari/537.36")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/profile/")
    return client.cookies["sessionid"].value


def _shop(world: World) -> None:
    moment = now()
    XpEvent.objects.create(
        owner=world.mara, kind="task_completed", source="earlier work", amount=2_600, happened_at=moment - 9 * DAY
    )
    grant_points(user=world.mara, points=1_200, key="welcome", at=moment - 30 * DAY, reason="Welcome to Daimon")
    plan = Plan.objects.get(slug="creator")
    subscribe(user=world.mara, plan=plan, agreed_points=sold_version(plan, at=moment).price_points, at=moment)
    for number, order in enumerate(
        [
            Order(buyer=world.mara, bundle=Bundle.objects.filter(state="live").order_by("price_points")[0].slug),
            Order(buyer=world.mara, spirit="creative"),
            Order(buyer=world.mara, points=200, method="manual"),
            Order(buyer=world.mara, spirit="healer", method="manual"),
        ]
    ):
        offer = quote_order(order, at=moment)
        bought = place_order(order, agreed=offer.fingerprint, key=f"order-{number}", at=moment)
        world.receipt = world.receipt or str(bought.pk)
    take_points(user=world.mara, points=40, key="usage", at=moment, reason="Answers of larger models")


def _minions(world: World) -> None:
    templates = {each.name: each for each in MinionTemplate.objects.filter(state="live")}
    world.template = templates.get("Research Analyst")
    for name in ("Research Analyst", "Swiss Army Knife"):
        made = create_minion(user=world.mara, template_id=templates[name].pk).minion
        world.minion = world.minion or made
    own = MinionChanges(
        name="Letter Writer",
        avatar="✍️",
        purpose="Writes to customers the way we speak: short, warm, without jargon.",
        instructions="Write to {{customer}} in plain English, in a {{tone}} tone. Sign with *Mara, Fjord Boats*. {{notes}}",
        starter_questions=("Answer this complaint", "A reminder for an open invoice"),
        memory="own",
        variables=(
            Variable("customer", "Who gets the letter", is_required=True),
            Variable("tone", "Tone", "choice", ("warm", "firm", "playful"), "warm"),
            Variable("notes", "What else to know", "long"),
        ),
    )
    world.writer = create_minion(user=world.mara, **own).minion
    old = create_minion(user=world.mara, name="Trip planner 2025", avatar="🧭", purpose="Planned the sailing week.")
    archive_minion(user=world.mara, minion_id=old.minion.pk, now=now())
    assert world.minion is not None
    for purpose in ("Finds, compares and checks facts about the boat market.", "Finds and checks facts on boats."):
        save_minion(user=world.mara, minion_id=world.minion.pk, purpose=purpose)
    MinionSpirit.objects.filter(minion=world.minion).update(level=3, xp=340)
    MinionSpirit.objects.filter(minion=world.minion, spirit__slug="analyst").update(level=7)


def _talks(world: World) -> None:
    for talk in TALKS:
        world.talks[talk.name] = _hold(world, talk)
    change_conversation(user=world.mara, conversation_id=world.talks["boats"].pk, now=now(), is_pinned=True)
    world.early_message = world.talks["boats"].messages.earliest("id").pk
    world.talks["boats"].refresh_from_db()
    world.run_id = Run.objects.filter(conversation=world.talks["boats"]).earliest("id").pk
    world.work_id = uuid7()
    lines = [("input", 2_400, 900), ("output", 310, 6_000)]
    Reservation.objects.create(
        run_id=world.work_id, owner=world.mara, state="settled", upper_points=6, upper_tokens=5_000, points=5, tokens=2_710,
        explanation=[
            {"part": part, "model": "Llama 3.1 8B", "tokens": tokens, "points_per_million": price, "millionths": tokens * price}
            for part, tokens, price in lines
        ],
        opened_at=now(), expires_at=now() + DAY, closed_at=now(),
    )  # fmt: skip
    compared = start_comparison(
        user=world.mara,
        prompt="Which varnish keeps longest in salt water?",
        models=list(LanguageModel.objects.values_list("pk", flat=True)),
        is_blind=False,
        now=now(),
    )
    world.comparison_id = compared.pk
    _until_answered()
    folder = make_folder(user=world.mara, name="Customers")
    make_folder(user=world.mara, name="Open day")
    change_conversation(user=world.mara, conversation_id=world.talks["mail"].pk, now=now(), folder_id=folder.pk)
    shared = {"user": world.mara, "conversation_id": world.talks["code"].pk, "now": now()}
    world.link = make_link(**shared, days=7)[1]
    world.locked_link = make_link(**shared, password="teak and varnish")[1]
    for number, name in enumerate(world.talks):
        world.talks[name].active_at = now() - timedelta(hours=7 * number * number)
        world.talks[name].save(update_fields=["active_at"])
    world.talks["approval"] = _hold(world, CALLING)
    _ask(world.talks["approval"])
    world.talks["failed"] = _hold(world, BROKEN)
    world.talks["stopped"] = _hold(world, Talk("stopped", "A very long story", (("Tell me the story of the harbour", "[[delay 0.05]] [[words 400]]"),)), stop=True)  # fmt: skip
    world.talks["streaming"] = _hold(world, STREAMING, wait=False)


def _hold(world: World, talk: Talk, *, wait: bool = True, stop: bool = False) -> Conversation:
    minion = world.minion if talk.with_minion else None
    conversation = start_conversation(user=world.mara, minion_id=minion.pk if minion else None, title=talk.title)
    for question, script in talk.turns:
        run = send_message(
            user=world.mara, conversation_id=conversation.pk, content=f"{question}\n\n{script}", now=now()
        )
        if stop:
            _stop_midway(world, run)
        if wait or stop:
            _until_answered()
        elif not wait:
            _until(lambda run=run: Run.objects.get(pk=run.pk).state == "running")
            time.sleep(2)
        if talk.is_answered_twice and question == talk.turns[-1][0]:
            regenerate(user=world.mara, message_id=run.answer_id, now=now())
            _until_answered()
        _clean(conversation)
    return conversation


def _clean(conversation: Conversation) -> None:
    """Leave of each question what a person would have written."""
    for message in Message.objects.filter(conversation=conversation, role="user"):
        Message.objects.filter(pk=message.pk).update(content=message.content.split("\n\n[[")[0])


def _stop_midway(world: World, run: Run) -> None:
    _until(lambda: RunEvent.objects.filter(run=run).count() > 5)
    stop_run(user=world.mara, run_id=run.pk, now=now())


def _ask(conversation: Conversation) -> None:
    """The call as it looks while it waits for the person's yes."""
    run = Run.objects.get(conversation=conversation)
    RunEvent.objects.filter(run=run, kind="tool_result").update(
        kind="tool_waiting", data={**run.events.get(kind="tool_call").data, "approval": str(uuid7()), "call": str(uuid7())}
    )  # fmt: skip


def _memories(world: World) -> None:
    moment = now()
    facts = [
        NewMemory(text="I run a small boatyard, Fjord Boats, with nine people.", key="my company", is_pinned=True, tags=("work",), importance=0.9),
        NewMemory(text="I prefer short answers with the numbers first.", kind="procedural", importance=0.8),
        NewMemory(text="My sister is called Ada and lives in Bergen.", key="my sister", tags=("family",)),
        NewMemory(text="Our season ends in the second week of October.", tags=("work", "season")),
        NewMemory(text="On 3 June we agreed to order the teak from Lindqvist.", kind="episodic", occurred_at=moment - 60 * DAY),
        NewMemory(text="The workshop's tablet is shared: never show prices there.", kind="procedural", tags=("work",)),
        NewMemory(text="I am allergic to walnuts."),
    ]  # fmt: skip
    remember_many(owner=world.mara, items=facts, now=moment)
    remember(owner=world.mara, now=moment, text="My sister is called Ada and lives in Oslo.", key="my sister")
    world.memory = Memory.objects.get(owner=world.mara, text__contains="Oslo")
    edit_memory(owner=world.mara, memory_id=world.memory.pk, now=moment, tags=("family", "norway"), importance=0.7)


def _jobs(world: World) -> None:
    batch = open_batch(title="Embed the price lists of 2026", owner=world.mara)
    enqueue_many("test.nothing", [None] * 12, owner=world.mara, batch=batch, title="Embed a page")
    enqueue("test.nothing", owner=world.mara, title="Remember what was told")
    enqueue("test.append", Line("/nowhere/at/all.txt", "x"), owner=world.mara, title="Import the parts list")
    run_waiting()
    enqueue_many("test.nothing", [None] * 5, owner=world.mara, batch=batch, title="Embed a page")
    gone = enqueue("test.nap", Nap(), owner=world.mara, title="Read the old mailbox")
    cancel(gone, at=now())
    world.jobs["running"] = enqueue(
        "test.nap", Nap(), owner=world.mara, title="Read 214 photos of hulls", lane="interactive"
    )
    turn_over(lane="interactive", worker="workshop-1", want=1, lease=timedelta(hours=6))
    Job.objects.filter(pk=world.jobs["running"].pk).update(progress=62, progress_message="133 of 214")
    world.jobs["done"] = Job.objects.filter(owner=world.mara, state="succeeded", batch=None).latest("id")
    world.jobs["failed"] = Job.objects.filter(owner=world.mara, title="Import the parts list").get()


def _account(world: World) -> None:
    moment = now()
    for name, scopes, days in (
        ("Website assistant", ("chat:read", "chat:write"), 90),
        ("Laptop of Mara", ("chat:read", "spirits:read"), None),
    ):
        key, _ = make_api_key(
            user=world.mara, name=name, scopes=scopes, at=moment, expires_at=moment + days * DAY if days else None
        )
        world.key_id = key.pk
    for agent, address in AGENTS:
        session_of(world.mara, agent)
        latest = world.mara.device_sessions.latest("id")
        type(latest).objects.filter(pk=latest.pk).update(address=address)
    TOTP.activate(world.jonas, SECRET)
    RecoveryCodes.activate(world.jonas)
    TOTP.activate(world.karl, SECRET)
    world.karl.password = PBKDF2PasswordHasher().encode(
        PASSWORD, "salt-of-the-sea"
    )  # the site's own way, not the tests'
    world.karl.save(update_fields=["password"])
    WebAuthn.add(world.jonas, "Key on my ring", made_passkey())


def _news(world: World) -> None:
    moment = now()
    share(user=world.mara, kind="conversation", object_id=world.talks["code"].pk, email=world.newcomer.email)
    if world.minion:
        share(user=world.mara, kind="minion", object_id=world.minion.pk, email=world.newcomer.email)
    zone = ZoneInfo("Europe/Oslo")
    own = calendar_to_use(user=world.mara, name="", now=moment)
    for days, title in ((1, "Launch of the Sund 24"), (3, "Varnish day"), (9, "Mr Halvorsen fetches his boat")):
        begins = (moment + days * DAY).replace(minute=0, second=0, microsecond=0)
        add_event(calendar=own, title=title, starts_at=begins, ends_at=begins + 2 * HOUR, now=moment, location="Pier 3")
    connect_account(user=world.mara, network="mastodon", name="Boatyard", server="https://fjord.social", token="x", now=moment)  # fmt: skip
    _tool_server(world)
    _approvals(world)
    _records(world)
    post = {"owner": world.mara, "channel": "email", "created_at": moment - HOUR}
    OutboundMessage.objects.create(**post, recipients=["lindqvist@teak.example"], subject="Order 41 of teak", body="x", state="sent", sent_at=moment - HOUR)  # fmt: skip
    OutboundMessage.objects.create(**post, recipients=["office@sund.example"], subject="Minutes", body="x", state="failed", error="The mail server did not take it: 550 no such mailbox")  # fmt: skip
    DataArchive.objects.create(user=world.mara, state="ready", asked_at=moment - HOUR, made_at=moment - HOUR, expires_at=moment + 2 * DAY, size=48_312_004)  # fmt: skip
    set_reminder(user=world.mara, text="Call Lindqvist about the teak", due_at=moment + DAY, zone=zone, now=moment)
    notify(user=world.mara, kind=SECURITY, title="A new sign-in from Firefox on Windows", at=moment - DAY, link="/accounts/devices/")  # fmt: skip
    notify(user=world.mara, kind=MESSAGES, title="The price lists of 2026 are read", body="17 pages, 412 prices.", at=moment)  # fmt: skip


def _records(world: World) -> None:
    """What tools keep over time."""
    moment = now()
    for days, hours in enumerate((7.5, 6, 8)):
        log_measure(user=world.mara, kind="sleep", value=hours, unit="h", at=moment - days * DAY, now=moment)
    add_item(user=world.mara, topic="Knots", prompt="Which knot ties two ropes?", answer="The sheet bend.", now=moment)
    monitor = Monitor.objects.create(
        owner=world.mara, name="Website", url="https://fjord.example/", is_up=False, created_at=moment
    )
    MonitorCheck.objects.create(monitor=monitor, at=moment - HOUR, is_up=True, status=200, milliseconds=84)
    MonitorCheck.objects.create(monitor=monitor, at=moment, is_up=False, status=502, milliseconds=31, problem="The server answered 502 instead of 200.")  # fmt: skip


def _approvals(world: World) -> None:
    """Two questions that are open, and two permissions."""
    moment = now()
    mail = {"action": "send", "to": ["lindqvist@teak.example"], "subject": "Twelve planks", "body": "Could you deliver before Friday?"}  # fmt: skip
    fetch = {"url": "https://harbour.example/tides?pier=north", "level": "AA"}
    for tool, door, host, given in (("email_manager", "mcp", "", mail), ("accessibility_checker", "chat", "harbour.example", fetch)):  # fmt: skip
        call = ToolCall.objects.create(
            owner=world.mara, tool=tool, door=door, effect="outbound", state="waiting", arguments=given, created_at=moment - HOUR
        )  # fmt: skip
        Approval.objects.create(owner=world.mara, tool=tool, call=call, host=host, created_at=moment - HOUR)
    allow_tool(user=world.mara, tool="calendar_manager", conversation_id=None, now=moment - 3 * DAY)
    allow_tool(user=world.mara, tool="source_validator", conversation_id=world.talks["code"].pk, host="teak.example", now=moment - DAY)  # fmt: skip


def _tool_server(world: World) -> None:
    """One that was looked at yesterday; there is nobody at its address now."""
    server = ToolServer.objects.create(
        owner=world.mara,
        name="Harbour office",
        handle="harbour_office",
        url="https://tools.harbour.example/mcp",
        problem="The tool server did not answer in time.",
        looked_at=now() - DAY,
        created_at=now() - 9 * DAY,
    )
    for name, does in (
        ("tides", "The tides of a day at a pier."),
        ("berths", "Which berths are free, and for how long."),
    ):
        ServerTool.objects.create(
            server=server, name=name, called=f"harbour_office__{name}", description=does, arguments={"type": "object"}
        )
    assert world.minion is not None
    asked_first = ["harbour_office__berths"]
    save_minion(user=world.mara, minion_id=world.minion.pk, tool_servers=[server.pk], tools_asked_first=asked_first)


def _usage(world: World) -> None:
    """A month like the measured runs, spread over its days."""
    measured = list(UsageRecord.objects.filter(owner=world.mara))
    rows = []
    for day in range(30):
        for number in range((day * 7 + 3) % 9 if day % 7 not in (1, 2) else 1):
            one = measured[(day + number) % len(measured)]
            values = {each.attname: getattr(one, each.attname) for each in UsageRecord._meta.concrete_fields}
            values |= {"id": uuid7(), "run_id": None, "at": now() - day * DAY, "input_tokens": 400 + 31 * day}
            values |= {"output_tokens": 90 + 57 * number, "first_token_ms": 180 + 9 * day, "points": number}
            rows.append(UsageRecord(**values))
    UsageRecord.objects.bulk_create(rows)


def _until_answered() -> None:
    _until(lambda: not Run.objects.filter(state__in=ACTIVE).exists())


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "the site did not answer in time"
        time.sleep(0.05)
