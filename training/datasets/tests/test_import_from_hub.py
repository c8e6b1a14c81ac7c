"""A dataset of a hub-shaped server on loopback becomes a version; what the hub lacks is said in a sentence."""

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import polars
import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from training.datasets.models import DatasetVersion
from training.datasets.services.add_version import hub_version
from training.datasets.services.make_dataset import make_dataset

pytestmark = pytest.mark.slow

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "hf_secret"


def parquet() -> bytes:
    file = io.BytesIO()
    polars.DataFrame({"question": ["a", "b"], "answer": ["1", "2"]}).write_parquet(file)
    return file.getvalue()


FILES = {
    "README.md": b"# card",
    "data/train-00000-of-00001.parquet": parquet(),
    "data/test.jsonl": b'{"question": "c", "answer": "3"}\nno\n',
    "dataset_infos.json": b"{}",
    "logo.png": b"x",
}


class Hub(BaseHTTPRequestHandler):
    """Answers as the hub does: the revision's files, then each file behind a redirect."""

    licence = "cc0-1.0"
    asked: list[str] = []

    def do_GET(self) -> None:
        Hub.asked.append(self.path)
        if self.path.startswith("/api/datasets/team/private/") and self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.say(401, b"{}")
        elif self.path in (
            "/api/datasets/team/facts/revision/main",
            f"/api/datasets/team/private/revision/{COMMIT}",
            "/api/datasets/team/private/revision/main",
        ):
            told = {
                "sha": COMMIT,
                "siblings": [{"rfilename": name} for name in FILES],
                "cardData": {"license": self.licence},
            }
            self.say(200, json.dumps(told).encode())
        elif self.path.startswith(f"/datasets/team/facts/resolve/{COMMIT}/"):
            self.send_response(302)
            self.send_header("Location", "/cdn/" + self.path.split(COMMIT + "/")[1])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path.startswith("/cdn/") and self.path[5:] in FILES:
            self.say(200, FILES[self.path[5:]])
        else:
            self.say(404, b"{}")

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(autouse=True)
def hub(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.HUB_URL = f"http://127.0.0.1:{server.server_port}"
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}"]
    monkeypatch.setattr(Hub, "licence", "cc0-1.0")
    Hub.asked.clear()
    yield Hub
    server.shutdown()
    server.server_close()


def fetched(alice: User, repository: str = "team/facts", **options: object) -> DatasetVersion:
    version = hub_version(dataset=make_dataset(user=alice, name="Facts"), repository=repository, **options)  # type: ignore[arg-type]
    run_waiting()
    version.refresh_from_db()
    return version


def test_every_data_file_is_read_with_its_split(alice: User) -> None:
    version = fetched(alice)
    assert (version.state, version.problem, version.row_count) == ("ready", "", 3)
    assert list(version.samples.values_list("split", "content__question")) == [
        ("test", "c"),
        ("train", "a"),
        ("train", "b"),
    ]
    assert version.report["rows"] == [{"row": 2, "reason": version.report["rows"][0]["reason"]}]
    assert version.report["rows"][0]["reason"].startswith("data/test.jsonl, row 2: this is no JSON")
    assert (version.recipe["commit"], version.recipe["licence"]) == (COMMIT, "cc0-1.0")
    version.dataset.refresh_from_db()
    assert version.dataset.licence == "cc0-1.0"
    assert not any("logo" in path or "infos" in path for path in Hub.asked)


def test_only_a_folder(alice: User) -> None:
    assert fetched(alice, folder="data/train").row_count == 2


def test_without_a_licence_it_must_be_allowed(alice: User, hub: type[Hub], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "licence", None)
    assert fetched(alice).problem.startswith("The dataset names no licence.")
    alice.datasets.all().delete()
    assert fetched(alice, allows_no_licence=True).state == "ready"


@pytest.mark.parametrize(
    ("repository", "token", "problem"),
    [
        ("team/absent", "", "The hub has no such dataset or revision."),
        ("team/private", "", "The hub asks for a token that may read it: set HUB_TOKEN."),
        ("team/private", TOKEN, "The hub has no such dataset or revision."),  # its files are nowhere
    ],
)
def test_what_the_hub_refuses(alice: User, settings: Settings, repository: str, token: str, problem: str) -> None:
    settings.HUB_TOKEN = token
    version = fetched(alice, repository)
    assert (version.state, version.problem) == ("failed", problem)
    assert Job.objects.get().state == "failed"


@pytest.mark.parametrize(
    "change", [{"repository": "../etc"}, {"repository": "a/b/c"}, {"revision": "a b"}, {"revision": ".."}]
)
def test_names_that_make_no_sense(alice: User, change: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        hub_version(dataset=make_dataset(user=alice, name="Facts"), **{"repository": "team/facts", **change})
