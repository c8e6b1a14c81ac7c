"""Measures mem0 on the same talks: its own process and environment, with vectors of our embedder."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from benchmarks.memory_parts.cases import Talk
from benchmarks.memory_parts.measures import Tally, measure
from training.retrieval.installed import LocalEmbedder

SCRIPT = Path(__file__).with_name("mem0_rival.py")
LOOPBACK = "127.0.0.1"


def mem0(python: Path, talks: Sequence[Talk], embedder: LocalEmbedder) -> Tally:
    """Ask every question of every talk."""
    with _served(embedder) as address:
        given = {"embeddings": address, "talks": [_plain(talk) for talk in talks]}
        done = subprocess.run(
            [python, "-P", SCRIPT], input=json.dumps(given), stdout=subprocess.PIPE, text=True, check=True
        )
    tally = Tally()
    for talk, answers in zip(talks, json.loads(done.stdout.splitlines()[-1]), strict=True):
        for question, answer in zip(talk.questions, answers, strict=True):
            tally.milliseconds.append(answer["milliseconds"])
            tally.add(question.category, measure(talk, question, answer["turns"]))
    return tally


def _plain(talk: Talk) -> dict[str, Any]:
    return {
        "name": talk.name,
        "said": [{"id": each.id, "text": f"{each.speaker}: {each.text}"} for each in talk.said],
        "questions": [each.text for each in talk.questions],
    }


@contextmanager
def _served(embedder: LocalEmbedder) -> Iterator[str]:
    """The address of a server on loopback that speaks OpenAI's ``/embeddings``."""
    one_at_a_time = Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
            with one_at_a_time:
                vectors = embedder.embed(texts)
            rows = [{"object": "embedding", "index": at, "embedding": each.tolist()} for at, each in enumerate(vectors)]
            usage = {"prompt_tokens": 0, "total_tokens": 0}
            body = json.dumps({"object": "list", "data": rows, "model": asked["model"], "usage": usage}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are not worth a line."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
