"""What the people of the gallery made and own."""

import base64
from datetime import timedelta

from chat.memory.services.change import edit_memory
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import Memory
from chat.services.fallbacks import save_fallbacks
from chat.tests.gallery.pictures import draw_harbour
from chat.tests.gallery.world import DAY, HOUR, World
from project.lib.clock import now
from spirits.models import (
    MinionSpirit,
    MinionTemplate,
    Release,
    ToolCall,
)
from spirits.rules.own_variables import Variable
from spirits.services.create_minion import create_minion
from spirits.services.encryption_keys import create_key, encrypt, rotate_key, sign
from spirits.services.keep_artifact import keep_artifact
from spirits.services.minion_state import MinionChanges
from spirits.services.releases import go_back, keep_release
from spirits.services.save_minion import archive_minion, save_minion
from spirits.services.workspace import trash_path, write_file
from spirits.tools import NewArtifact
from training.models import (
    LanguageModel,
    Provider,
    ProviderProbe,
)
from training.services.key_pool import add_key
from training.services.register_provider import register_provider


def make_files(world: World) -> None:
    """A changed one, one in a folder, and one in the trash."""
    for content in (b"Low water at nine.", b"Low water at ten."):
        write_file(user=world.mara, path="tides.md", content=content, now=now())
    for path in ("prices/list-of-the-boatyard-spring-2026.csv", "prices/old.csv"):
        write_file(user=world.mara, path=path, content=b"varnish,84", now=now())
    trash_path(user=world.mara, path="prices/old.csv", now=now())


def make_keys(world: World) -> None:
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


def make_artifacts(world: World) -> None:
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


def make_releases(world: World) -> None:
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


def make_providers(world: World) -> None:
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


def make_minions(world: World) -> None:
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


def make_memories(world: World) -> None:
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
