"""A folder of pictures of a harbour, drawn here: sky, water, and boats."""

import io
import json
import random
import zipfile

from PIL import Image as Picture
from PIL import ImageDraw

from accounts.models import User
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from training.images.services.process_folder import start_processing
from training.images.services.register_folder import upload_folder
from training.models import ImageFolder

NAMES = ["sund-24", "quay-at-dawn", "teak-deck", "lindqvist-yard", "mast-and-sky", "winter-hall", "varnish", "red-hull"]
WORDS = {
    "sund-24": ("The Sund 24 at the pier, her sails down.", ["boat", "pier", "summer"]),
    "quay-at-dawn": ("A quay in the first light, with two fishing boats far out.", ["dawn", "boat", "sea"]),
    "red-hull": ("A red hull on the slip before its launch.", ["boat", "red", "launch"]),
}


def make_pictures(owner: User) -> ImageFolder:
    """The folder, processed; one file of it is torn."""
    folder = upload_folder(user=owner, archive=_archive(), name="Harbour 2026", at=now())
    start_processing(folder=folder, at=now())
    run_waiting(lanes=("bulk",))
    return folder


def _archive() -> io.BytesIO:
    out = io.BytesIO()
    said = {f"{name}.jpg": {"description": text, "tags": tags, "text_content": "", "is_processed": False} for name, (text, tags) in WORDS.items()}  # fmt: skip
    with zipfile.ZipFile(out, "w") as archive:
        for number, name in enumerate(NAMES):
            archive.writestr(f"{name}.jpg", draw_harbour(number))
        archive.writestr("old/torn.jpg", draw_harbour(99)[:700])
        archive.writestr("image_metadata.json", json.dumps(said))
    out.seek(0)
    return out


def draw_harbour(seed: int) -> bytes:
    """A harbour as JPEG; the same seed, the same boats."""
    chance = random.Random(seed)
    picture = Picture.new("RGB", (1200, 900), (chance.randint(120, 250), chance.randint(150, 220), 235))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 520, 1200, 900), fill=(20, chance.randint(70, 120), chance.randint(120, 170)))
    pen.ellipse((800, 80, 960, 240), fill=(255, 230, chance.randint(120, 220)))
    for _ in range(chance.randint(1, 4)):
        left, top = chance.randint(50, 900), chance.randint(440, 650)
        hull = (chance.randint(100, 230), chance.randint(20, 80), chance.randint(20, 80))
        pen.polygon([(left, top), (left + 260, top), (left + 210, top + 80), (left + 50, top + 80)], fill=hull)
        pen.polygon([(left + 130, top - 300), (left + 130, top - 10), (left + 250, top - 10)], fill=(250, 250, 245))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
