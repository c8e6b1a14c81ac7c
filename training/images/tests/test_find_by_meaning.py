"""With an embedder pictures are found by meaning too, and a missing vector is told and mended.

The embedder is the real one; its weights are drawn by chance, so it knows no language, but equal words still come near.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from training.images.models import Image, ImageEntry
from training.images.queries.search import engine_in_use, search_images
from training.images.services.edit_image import edit_image
from training.images.services.mend_all import mend_all
from training.images.services.repair_folder import repair_folder
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import MakeFolder
from training.retrieval import installed
from training.retrieval.minilm import NAME
from training.testing import make_embedder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "boat", "sea", "cat", "grass", "red", "house", ",", "."]


@pytest.fixture
def embedder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A folder of weights that ``local_embedder`` loads once it is moved to where the installation looks."""
    made = make_embedder(tmp_path / "weights", WORDS)
    settings.MODELS_DIR = tmp_path / "models"
    installed._loaded.cache_clear()
    yield made
    installed._loaded.cache_clear()


def install(embedder: Path) -> None:
    place = installed.embedder_folder()
    place.parent.mkdir(parents=True, exist_ok=True)
    embedder.rename(place)


def entries(*words: str) -> dict[str, object]:
    return {f"{each.replace(' ', '-')}.png": {"description": each, "tags": [], "is_processed": True} for each in words}


def test_pictures_are_found_by_words_and_meaning(alice: User, make_folder: MakeFolder, embedder: Path) -> None:
    install(embedder)
    said = entries("boat sea", "cat grass", "red house")
    folder = make_folder(alice, *said, entries=said)
    assert engine_in_use() == "words and vectors"
    assert set(ImageEntry.objects.values_list("embedder", flat=True)) == {NAME}
    found = search_images(folder, "sea boat")
    assert (found.engine, found.images[0].description) == ("words and vectors", "boat sea")
    edit_image(image=Image.objects.get(path="cat-grass.png"), description="red boat", at=now())
    assert {image.description for image in search_images(folder, "boat").images[:2]} == {"boat sea", "red boat"}
    assert verify_folder(folder=folder).is_whole


def test_an_embedder_that_comes_later_is_told_and_mended(alice: User, make_folder: MakeFolder, embedder: Path) -> None:
    said = entries("boat sea", "cat grass", "red house")
    folder = make_folder(alice, *said, entries=said)
    assert search_images(folder, "boat").engine == "words"
    install(embedder)
    told = verify_folder(folder=folder).differences
    assert [(each.layer, each.kind) for each in told] == [("index", "vector_missing")] * 3
    assert repair_folder(folder=folder, at=now()).after.differences == ()
    ImageEntry.objects.update(embedder="", vector=None)
    assert mend_all(at=now())["embedded"] == 3
    assert verify_folder(folder=folder).is_whole


def test_many_get_their_vectors_from_a_job(alice: User, make_folder: MakeFolder, embedder: Path) -> None:
    install(embedder)
    said = {f"{number}.png": {"description": "boat", "tags": [], "is_processed": True} for number in range(40)}
    folder = make_folder(alice, *said, entries=said)
    assert ImageEntry.objects.filter(embedder=NAME).count() == 0
    run_waiting()
    assert ImageEntry.objects.filter(embedder=NAME).count() == 40
    assert verify_folder(folder=folder).is_whole
