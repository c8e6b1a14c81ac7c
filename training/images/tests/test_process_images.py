"""Pictures are measured, seen by a model over the real protocols, and hostile ones only get a reason."""

import asyncio
import io
import json
import struct
import zlib
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from PIL import Image as Picture
from PIL import ImageDraw
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.models import Job
from jobs.testing.worker import worker_process
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.testing.site import site_environment
from training.images.errors import NothingToProcess, NoVisionModel, ProcessingAlready
from training.images.models import Image, ImageFolder
from training.images.services.edit_image import edit_image
from training.images.services.measure import measure, thumbnail_path
from training.images.services.process_folder import Scope, progress_of, start_processing, stop_processing, vision_models
from training.images.services.register_folder import upload_folder
from training.images.services.remove_folder import remove_folder
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import MakeFolder, draw, file_of
from training.images.tests.test_upload_folder import zipped
from training.models import LanguageModel
from training.providers import ChatRequest, Finished, ImagePart, StreamEvent, TextDelta
from training.providers.loopback import ModelServer, OllamaServer, OpenAIServer
from training.testing import make_model, make_provider
from training.tests.conftest import Serve, serve

__all__ = ["serve"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Eyes:
    """A model behind a real protocol that truly looks: it says which colour the picture it was sent has."""

    seen: list[tuple[int, int]]
    answer: Callable[[str], str]

    async def performed(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        (image,) = request.messages[-1].images
        assert isinstance(image, ImagePart)
        picture = Picture.open(io.BytesIO(image.data))
        self.seen.append(picture.size)
        red, green, _ = picture.convert("RGB").getpixel((picture.width - 2, 1))
        colour = "red" if red > green else "green"
        for part in (self.answer(colour)[:20], self.answer(colour)[20:]):
            yield TextDelta(part)
        yield Finished("stop")


def plainly(colour: str) -> str:
    return (
        "Here it is:\n```json\n"
        + json.dumps({"description": f"A {colour} field.", "tags": [colour, "field", colour], "text_content": "EXIT"})
        + "\n```"
    )


class SeeingOpenAI(Eyes, OpenAIServer):
    pass


class SeeingOllama(Eyes, OllamaServer):
    pass


class Dozing(Eyes, OpenAIServer):
    """Takes the picture and never answers."""

    async def performed(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        self.seen.append((0, 0))
        yield TextDelta("{")
        await asyncio.sleep(120)


def wait_until(happened: Callable[[], bool], seconds: float) -> None:
    end = monotonic() + seconds
    while not happened():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.05)


def seeing_model(
    alice: User, serve: Serve, kind: str, answer: Callable[[str], str] = plainly
) -> tuple[LanguageModel, ModelServer]:
    server = serve(SeeingOllama() if kind == "ollama" else SeeingOpenAI())
    server.seen, server.answer = [], answer
    provider = make_provider(alice, kind=kind, base_url=server.base_url)
    return make_model(provider, "scripted", can_see=True), server


def processed(folder: ImageFolder, **options: object) -> list[Image]:
    start_processing(folder=folder, at=now(), **options)
    run_waiting()
    return list(Image.objects.filter(folder=folder).order_by("path"))


def test_a_picture_is_measured(alice: User, make_folder: MakeFolder, root: Path) -> None:
    picture = Picture.new("RGB", (120, 80), (250, 250, 250))
    ImageDraw.Draw(picture).rectangle((0, 0, 59, 79), fill=(200, 0, 0))
    exif = Picture.Exif()
    exif[0x0110], exif[0x0112] = "Camera\0 7", 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    exif.get_ifd(0x8769)[0x829D] = 2.8
    (root / "beach").mkdir()
    picture.save(root / "beach/x.jpg", exif=exif, quality=95)
    (image,) = processed(make_folder(alice))
    assert (image.format, image.width, image.height, image.is_processed) == ("JPEG", 80, 120, True)
    assert (image.exif["Model"], image.exif["FNumber"], image.taken_at) == ("Camera 7", 2.8, "2024-05-06 07:08:09")
    assert [each["share"] for each in image.colours][:2] == [0.5, 0.5] or sum(
        each["share"] for each in image.colours
    ) == pytest.approx(1, abs=0.01)
    assert (image.size, len(image.sha256), len(image.perceptual_hash)) == (
        (root / "beach/x.jpg").stat().st_size,
        64,
        16,
    )
    with Picture.open(thumbnail_path(image.folder_id, image.pk)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (80, 120))
    assert file_of(image.folder)["x.jpg"]["taken_at"] == "2024-05-06 07:08:09"
    assert verify_folder(folder=image.folder).is_whole


def test_near_pictures_have_near_hashes(root: Path) -> None:
    def hash_of(picture: Picture.Image, **options: object) -> int:
        out = io.BytesIO()
        picture.save(out, **options)
        return int(measure(out.getvalue()).values["perceptual_hash"], 16)

    picture = Picture.linear_gradient("L").resize((400, 300)).convert("RGB")
    ImageDraw.Draw(picture).ellipse((50, 50, 200, 250), fill=(10, 60, 200))
    other = Picture.radial_gradient("L").resize((400, 300)).convert("RGB")
    same = hash_of(picture, format="PNG")
    assert (same ^ hash_of(picture.resize((150, 112)), format="JPEG", quality=40)).bit_count() <= 6
    assert (same ^ hash_of(other, format="PNG")).bit_count() >= 16


@pytest.mark.parametrize("kind", ["openai_compatible", "ollama"])
def test_a_model_describes_what_it_sees(
    alice: User, make_folder: MakeFolder, serve: Serve, root: Path, kind: str
) -> None:
    draw(root / "beach/red.png", (220, 10, 10), (3000, 1500))
    draw(root / "beach/green.png", (10, 220, 10))
    folder = make_folder(alice)
    model, server = seeing_model(alice, serve, kind)
    assert list(vision_models(alice)) == [model]
    green, red = processed(folder, model=model)
    assert (red.description, red.tags, red.text_content, red.described_by) == (
        "A red field.",
        ["red", "field"],
        "EXIT",
        "scripted",
    )
    assert green.description == "A green field."
    assert sorted(server.seen) == [(64, 48), (1024, 512)]
    assert file_of(folder)["red.png"]["tags"] == ["red", "field"]
    assert verify_folder(folder=folder).is_whole


def test_what_a_person_wrote_stays(alice: User, make_folder: MakeFolder, serve: Serve) -> None:
    folder = make_folder(alice, "a.png")
    edit_image(image=folder.images.get(), description="Mine.", at=now())
    model, _ = seeing_model(alice, serve, "ollama")
    (image,) = processed(folder, model=model)
    assert (image.description, image.tags, image.described_by) == ("Mine.", ["green", "field"], "")
    edit_image(image=image, tags=["also mine"], at=now())
    (image,) = processed(folder, model=model, scope=Scope.ALL)
    assert (image.description, image.tags) == ("Mine.", ["also mine"])


@pytest.mark.parametrize(
    "answer", ["I cannot see pictures.", '{"tags": []}', '{"description": ', "[1]", '{"description": 5}']
)
def test_an_answer_in_another_form_is_told(alice: User, make_folder: MakeFolder, serve: Serve, answer: str) -> None:
    model, _ = seeing_model(alice, serve, "openai_compatible", lambda _: answer)
    (image,) = processed(make_folder(alice, "a.png"), model=model)
    assert (image.is_processed, image.problem_code, image.description) == (True, "model_answer_unreadable", "")
    assert image.width == 64


def test_a_provider_that_fails_leaves_it_for_another_try(alice: User, make_folder: MakeFolder, serve: Serve) -> None:
    model, server = seeing_model(alice, serve, "openai_compatible")
    server.fault, server.fault_count = "500", 1
    (image,) = processed(make_folder(alice, "a.png"), model=model)
    assert (image.is_processed, image.width) == (False, 64)
    assert image.problem
    job = Job.objects.get(kind="training.process_images")
    assert job.state == "retrying"
    Job.objects.update(run_at=now() - timedelta(seconds=1))
    run_waiting()
    image.refresh_from_db()
    assert (image.is_processed, image.problem, image.description) == (True, "", "A green field.")


def test_a_stop_ends_a_call_that_is_under_way(alice: User, serve: Serve, settings: Settings, tmp_path: Path) -> None:
    server = serve(Dozing())
    server.seen = []
    model = make_model(make_provider(alice, base_url=server.base_url), "scripted", can_see=True)
    archive = zipped(*((f"{number}.png", draw(tmp_path / "x.png").read_bytes()) for number in range(3)))
    folder = upload_folder(user=alice, archive=archive, name="Slow", at=now())
    start_processing(folder=folder, at=now(), model=model)
    folder.refresh_from_db()
    allowed = ",".join(settings.OUTBOUND_ALLOWED_HOSTS)
    with worker_process(environment={**site_environment(), "OUTBOUND_ALLOWED_HOSTS": allowed}, concurrency=1):
        wait_until(lambda: bool(server.seen), 60)
        began = monotonic()
        stop_processing(folder=folder, at=now())
        wait_until(lambda: not Job.objects.exclude(state="cancelled").exists(), 10)
        took = monotonic() - began
    assert took < 5, took  # two seconds where the machine is not busy with other tests
    assert not Image.objects.filter(is_processed=True).exists()
    assert verify_folder(folder=folder).is_whole
    remove_folder(folder=folder)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "empty.jpg": (b"", "image_empty"),
    "text.png": (b"<?php system('id'); ?>", "image_unreadable"),
    "program.jpg": (b"\x7fELF" + b"\0" * 200, "image_unreadable"),
    "svg.png": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image_unreadable"),
    "bomb.png": (bomb(60_000, 60_000), "image_unreadable"),
    "costly.png": (bomb(7_700, 7_700), "image_unreadable"),
    "half.jpg": (b"", "image_unreadable"),
}


def test_hostile_files_get_a_reason_and_hurt_nobody(alice: User, make_folder: MakeFolder, root: Path) -> None:
    place = root / "beach"
    whole = draw(place / "good.jpg").read_bytes()
    for name, (content, _) in HOSTILE.items():
        (place / name).write_bytes(content)
    (place / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (place / "renamed.jpg").write_bytes(draw(place / "real.png").read_bytes())
    folder = make_folder(alice)
    images = {image.path: image for image in processed(folder)}
    assert {name: images[name].problem_code for name in HOSTILE} == {name: code for name, (_, code) in HOSTILE.items()}
    assert all(image.is_processed for image in images.values())
    assert (images["good.jpg"].problem, images["renamed.jpg"].format, images["renamed.jpg"].problem) == ("", "PNG", "")
    assert "60,000 × 60,000" in images["bomb.png"].problem
    assert verify_folder(folder=folder).is_whole


def test_a_link_put_in_a_pictures_place_is_not_read(alice: User, make_folder: MakeFolder, tmp_path: Path) -> None:
    folder = make_folder(alice, "a.png", "sub/b.png")
    place = Path(folder.path)
    secret = draw(tmp_path / "secret/b.png", (1, 2, 3))
    (place / "a.png").unlink()
    (place / "a.png").symlink_to(secret)
    (place / "sub").rename(tmp_path / "moved")
    (place / "sub").symlink_to(secret.parent)
    images = processed(folder)
    assert [image.problem_code for image in images] == ["image_unreadable", "image_unreadable"]
    assert [image.sha256 for image in images] == ["", ""]


def test_a_stopped_processing_goes_on_where_it_was(alice: User, make_folder: MakeFolder) -> None:
    folder = make_folder(alice, *(f"{number:02}.png" for number in range(40)))
    start_processing(folder=folder, at=now())
    folder.refresh_from_db()
    assert progress_of(folder).total == 3
    with pytest.raises(ProcessingAlready):
        start_processing(folder=folder, at=now())
    run_waiting(most=1, lanes=("bulk",))
    assert Image.objects.filter(is_processed=True).count() == 16
    assert stop_processing(folder=folder, at=now()) == 2
    assert (progress_of(folder).is_running, progress_of(folder).is_stopped) == (False, True)
    assert run_waiting() == 0
    first = dict(Image.objects.filter(is_processed=True).values_list("path", "processed_at"))
    images = processed(folder)
    assert all(image.is_processed for image in images)
    assert {image.path: image.processed_at for image in images if image.path in first} == first
    with pytest.raises(NothingToProcess):
        start_processing(folder=folder, at=now())
    with pytest.raises(NoVisionModel):
        start_processing(folder=folder, at=now(), scope=Scope.UNDESCRIBED)
