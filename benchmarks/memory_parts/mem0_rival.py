"""mem0 as pip installs it, over the same turns: runs in the environment of requirements-bench.txt, never beside Daimon.

It reads talks as JSON from its input and writes, for each question, the turns it found and how long that took. Its vectors come
from the address it is given; no language model is asked, nothing leaves the machine, and its store is Qdrant in memory.
"""

import json
import os
import sys
import tempfile
import time
from typing import Any

DEPTH = 100
DIMENSIONS = 384


def main() -> None:
    """Answer every question of every talk."""
    given = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"MEM0_TELEMETRY": "False", "MEM0_DIR": home}
        answers = [_answers(talk, given["embeddings"], home) for talk in given["talks"]]
    json.dump(answers, sys.stdout)


def _answers(talk: dict[str, Any], address: str, home: str) -> list[dict[str, Any]]:
    from mem0 import Memory  # type: ignore[import-not-found]  # reads the environment when it is imported

    model = {"model": "all-MiniLM-L6-v2", "api_key": "none", "openai_base_url": address}
    memory = Memory.from_config(
        {
            "embedder": {"provider": "openai", "config": {**model, "embedding_dims": DIMENSIONS}},
            "llm": {"provider": "openai", "config": model},
            "vector_store": {
                "provider": "qdrant",
                "config": {"path": f"{home}/{talk['name']}", "embedding_model_dims": DIMENSIONS},
            },
            "history_db_path": f"{home}/{talk['name']}.db",
        }
    )
    for said in talk["said"]:
        memory.add(said["text"], user_id=talk["name"], metadata={"turn": said["id"]}, infer=False)
    return [_found(memory, talk["name"], question) for question in talk["questions"]]


def _found(memory: Any, owner: str, question: str) -> dict[str, Any]:
    begun = time.perf_counter()
    found = memory.search(question, filters={"user_id": owner}, top_k=DEPTH)["results"]
    return {
        "turns": [each["metadata"]["turn"] for each in found],
        "milliseconds": (time.perf_counter() - begun) * 1000,
    }


if __name__ == "__main__":
    main()
