"""An installation that looks like one people work on: everything in it was made by the product's own services."""

from allauth.account.models import EmailAddress
from django.core.management import call_command

from accounts.testing import make_staff, make_user
from chat.testing import make_scripted_model
from chat.tests.gallery.documents import attach_files, make_documents
from chat.tests.gallery.held_talks import hold_talks
from chat.tests.gallery.history import make_account, make_jobs, make_news, make_shopping, make_usage
from chat.tests.gallery.judged import make_evaluation, make_kept_training, make_training
from chat.tests.gallery.pictures import make_pictures
from chat.tests.gallery.rows import make_rows
from chat.tests.gallery.things import (
    make_artifacts,
    make_files,
    make_keys,
    make_memories,
    make_minions,
    make_providers,
    make_releases,
)
from chat.tests.gallery.world import World


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
    make_shopping(world)
    make_minions(world)
    hold_talks(world)
    make_memories(world)
    make_jobs(world)
    make_account(world)
    make_usage(world)
    make_news(world)
    world.upload = attach_files(world.mara, world.talks["mail"])
    world.pictures = make_pictures(world.mara)
    world.dataset = make_rows(world.mara)
    make_providers(world)
    world.knowledge, world.document = make_documents(world.mara)
    world.evaluation = make_evaluation(world.mara)
    world.training = make_training(world.mara)
    world.kept_training = make_kept_training(world.mara, world.training)
    make_files(world)
    make_keys(world)
    make_artifacts(world)
    make_releases(world)
    return world
