"""A server on loopback that answers for models as a Hugging Face hub does: what a revision has, and parts of files behind a redirect."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"


class ModelHub(ThreadingHTTPServer):
    """Serves ``files`` as the model team/tiny; ``cut_after`` bytes of weights it hangs up once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = dict(files)
        self.licence: Any = "apache-2.0"
        self.config: dict[str, Any] = {}
        self.has_parts = True
        self.cut_after: int | None = None
        self.asked: list[tuple[str, str]] = []  # path and range

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}"

    def told(self) -> dict[str, Any]:
        """What it says of the model."""
        siblings = []
        for name, raw in self.files.items():
            blob = hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
            lfs = (
                {"lfs": {"sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw)}}
                if name.endswith(".safetensors")
                else {}
            )
            siblings.append({"rfilename": name, "size": len(raw), "blobId": blob, **lfs})
        return {"sha": COMMIT, "siblings": siblings, "cardData": {"license": self.licence}, "config": self.config}


class _Handler(BaseHTTPRequestHandler):
    server: ModelHub

    def do_GET(self) -> None:
        """Metadata, a redirect, or bytes."""
        hub, path = self.server, self.path
        hub.asked.append((path, self.headers.get("Range", "")))
        name = path.rsplit("/", 1)[-1]
        if path in (f"/api/models/team/tiny/revision/{each}?blobs=true" for each in ("main", COMMIT)):
            self._say(200, json.dumps(hub.told()).encode())
        elif path.startswith(f"/team/tiny/resolve/{COMMIT}/") and name in hub.files:
            self._say(302, b"", Location=f"{hub.url}/cdn/{name}")
        elif path.startswith("/cdn/"):
            self._give(hub.files[name])
        else:
            self._say(404, b"{}")

    def _give(self, raw: bytes) -> None:
        hub, asked = self.server, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if hub.cut_after is not None and self.path.endswith(".safetensors"):
            cut, hub.cut_after = hub.cut_after, None
            self.send_response(206 if hub.has_parts else 200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[:cut])
            self.wfile.flush()
            self.connection.close()
        elif not hub.has_parts or asked is None:
            self._say(200, raw)
        elif int(asked[1]) >= len(raw):
            self._say(416, b"")
        else:
            self._say(206, raw[int(asked[1]) : int(asked[2]) + 1])

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def model_hub(folder: Path) -> Iterator[ModelHub]:
    """A hub with the files of that folder as team/tiny."""
    hub = ModelHub({each.name: each.read_bytes() for each in folder.iterdir()})
    threading.Thread(target=hub.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
