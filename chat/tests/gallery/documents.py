"""A knowledge base about a harbour: a document that is ready, one that failed, one that waits; and files attached in a chat."""

import io

from PIL import Image, ImageDraw

from accounts.models import User
from chat.models import Attachment, Conversation, Upload
from chat.services.uploads import add_upload
from jobs.worker.drain import run_waiting
from training.knowledge.services.add_document import add_text, upload_document
from training.knowledge.services.change_document import reindex_document
from training.knowledge.services.make_base import make_base
from training.knowledge.tests.documents import pdf
from training.models import Document, KnowledgeBase

HARBOUR = """# Harbour handbook

## Locks

The lock opens at six in the morning and closes when the last boat is through, at ten in the evening at the latest. Boats wait
at the red buoy until the green light is on. The harbour master answers on channel 11.

## Berths

Guests take a berth on the east quay and pay at the office before noon. A berth costs 24 euros a night, water and power
included. Boats longer than 14 metres call ahead.

## Tides

High water comes fifty minutes later each day. At low water the inner basin has a depth of 1.8 metres.
"""


def make_documents(owner: User) -> tuple[KnowledgeBase, Document]:
    """The knowledge base with its documents, and the one that is ready."""
    base = make_base(user=owner, name="Harbour", description="Handbooks and notices of the marina.", tags=["marina"])
    ready = add_text(base=base, title="Harbour handbook", text=HARBOUR)
    upload_document(base=base, name="chart-of-the-east-quay.pdf", chunks=[b"%PDF-1.7 cut off"])
    waiting = add_text(base=base, title="Notice to mariners 12", text="The buoy at the east mole is out of place.")
    run_waiting(lanes=("bulk",))
    reindex_document(document=waiting)
    ready.refresh_from_db()
    return base, ready


def attach_files(owner: User, conversation: Conversation) -> Upload:
    """A price list, which comes back, and a photograph go with the first question."""
    list_of_prices = pdf([["Varnish, 2.5 litres: 84 euros"], ["Teak, a metre: 39 euros"]])
    made = [
        add_upload(user=owner, name="price-list-of-the-boatyard-spring-2026.pdf", chunks=[list_of_prices]),
        add_upload(user=owner, name="hull.png", chunks=[_drawing()]),
    ]
    question = conversation.messages.earliest("id")
    Attachment.objects.bulk_create(
        Attachment(message=question, position=at, upload=each) for at, each in enumerate(made)
    )
    return made[0]


def _drawing() -> bytes:
    """A boat on water."""
    image = Image.new("RGB", (960, 540), "#cfe3ea")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 380, 960, 540), fill="#2d6f8e")
    pen.polygon([(240, 340), (740, 340), (640, 430), (310, 430)], fill="#8a5a33")
    pen.polygon([(470, 70), (470, 325), (690, 325)], fill="#f7f4ec")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
