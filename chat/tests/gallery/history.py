"""What happened before somebody looks: purchases, news, calls, usage and jobs."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from accounts.models import DataArchive
from accounts.notices import MESSAGES, SECURITY
from accounts.services.api_keys import make_api_key
from accounts.services.notifications import notify
from accounts.services.shares import share
from accounts.testing import PASSWORD
from chat.models import UsageRecord
from chat.tests.gallery.passkey import made_passkey
from chat.tests.gallery.world import AGENTS, DAY, HOUR, SECRET, World, session_of
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
    Bundle,
    Monitor,
    MonitorCheck,
    OutboundMessage,
    Plan,
    ServerTool,
    ToolCall,
    ToolServer,
    XpEvent,
)
from spirits.services.calendar import add_event, calendar_to_use
from spirits.services.decide_approval import allow_tool
from spirits.services.economy.move_points import grant_points, take_points
from spirits.services.learning import add_item
from spirits.services.messages import connect_account
from spirits.services.purchase.order import Order, place_order, quote_order
from spirits.services.reminders import set_reminder
from spirits.services.save_minion import save_minion
from spirits.services.subscription.begin import sold_version, subscribe
from spirits.services.wellness import log_measure


def make_shopping(world: World) -> None:
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


def make_jobs(world: World) -> None:
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


def make_account(world: World) -> None:
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


def make_news(world: World) -> None:
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


def make_usage(world: World) -> None:
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
