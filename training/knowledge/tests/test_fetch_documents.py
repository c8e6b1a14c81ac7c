"""Documents behind an address: fetched through the guarded client, named by their type, refused or tried again with a reason."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django.fixtures import Settings

from jobs.models import Job
from jobs.worker.drain import run_waiting
from training.knowledge.models import Document, KnowledgeBase
from training.knowledge.services.add_document import add_url
from training.knowledge.services.files import place_of

PAGES = {
    "/tides": ("text/html; charset=utf-8", 200, b"<title>Tides</title><p>High water is at noon.</p>"),
    "/copy": ("text/html", 200, b"<title>Tides</title><p>High water is at noon.</p>"),
    "/file": ("application/pdf", 200, b"This is no PDF."),
    "/large": ("text/plain", 200, b"x" * 1_200_000),
    "/gone": ("text/html", 404, b"gone"),
    "/busy": ("text/html", 503, b"later"),
}


class Site(BaseHTTPRequestHandler):
    """A site with some pages."""

    def do_GET(self) -> None:
        kind, status, body = PAGES[self.path]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def site(settings: Settings) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    settings.KNOWLEDGE_UPLOAD_MEGABYTES = 1
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetched(base: KnowledgeBase, url: str) -> Document:
    document = add_url(base=base, url=url)
    run_waiting()
    document.refresh_from_db()
    return document


def test_a_page_becomes_a_document(base: KnowledgeBase, site: str) -> None:
    document = fetched(base, f"{site}/tides")
    assert (document.state, document.kind, document.title, document.origin) == (
        "ready",
        "html",
        "Tides",
        f"{site}/tides",
    )
    assert place_of(document.pk).read_bytes() == PAGES["/tides"][2]
    again = fetched(base, f"{site}/copy")
    assert (again.state, again.problem_code) == ("failed", "document_known")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/file", "It is called PDF, and is none."),
        ("/large", "A document may have at most 1 MB."),
        ("/gone", "The server answered with the status 404."),
    ],
)
def test_what_cannot_be_had_says_why(base: KnowledgeBase, site: str, path: str, problem: str) -> None:
    document = fetched(base, site + path)
    assert document.state == "failed"
    assert problem in document.problem
    assert not list(place_of(document.pk).parent.glob("*.part"))


def test_a_server_out_of_order_is_asked_again(base: KnowledgeBase, site: str) -> None:
    document = fetched(base, f"{site}/busy")
    assert (document.state, document.problem) == ("waiting", "The server answered with the status 503.")
    assert Job.objects.get().state == "retrying"


def test_addresses_within_the_network_are_refused(base: KnowledgeBase, site: str, settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    document = fetched(base, f"{site}/tides")
    assert document.state == "failed"
    assert document.problem
