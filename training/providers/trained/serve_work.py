"""Answers with a base model and its adapter: ``python serve_work.py FOLDER FILE-DESCRIPTOR MEGABYTES``.

It reads questions as lines of JSON from the file descriptor, and tells the answer piece by piece as lines of JSON. Whatever arrives in
the middle of an answer ends that answer. It ends by itself when nobody asks for a while, and at its limit of memory.
Weights are read as safetensors alone, and no code of a model is run. It knows nothing of the rest of the installation.
"""

import json
import os
import resource
import select
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.update(
    HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false"
)

IDLE_SECONDS = 300
HALF = "\ufffd"  # stands where a character's bytes are not all there yet


def main(folder: Path, questions: int, megabytes: int) -> int:
    """Load the model, then answer until there is nobody to ask."""
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        model = Model(folder)
    except Exception as error:  # noqa: BLE001 - whatever fails while a model is loaded is told, not traced
        tell(problem=_first_line(error), code="no_memory" if _is_memory(error) else "broken")
        return 1
    asked = Questions(questions)
    while question := asked.next():
        try:
            model.answer(question, asked)
        except Exception as error:  # noqa: BLE001 - the caller is told
            tell(id=question["id"], problem=_first_line(error), code="no_memory" if _is_memory(error) else "broken")
            if _is_memory(error):
                return 1
    return 0


class Questions:
    """Whole lines from a pipe."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe
        self.rest = b""

    def next(self) -> dict[str, Any]:
        """The next question; empty at the end, or when nobody asked for a while."""
        while True:
            while b"\n" not in self.rest:
                if not self.has_more(IDLE_SECONDS) or not (read := os.read(self.pipe, 65_536)):
                    return {}
                self.rest += read
            line, _, self.rest = self.rest.partition(b"\n")
            question: dict[str, Any] = json.loads(line)
            if question:
                return question

    def has_more(self, seconds: float = 0) -> bool:
        """Whether something arrived."""
        return bool(self.rest or select.select([self.pipe], [], [], seconds)[0])


class Model:
    """The base model with the adapter."""

    def __init__(self, folder: Path) -> None:
        self.torch = import_module("torch")
        peft, transformers = import_module("peft"), import_module("transformers")
        job = json.loads((folder / "job.json").read_text())
        self.torch.set_num_threads(job["threads"])
        base = job["base"]
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(
            base, local_files_only=True, trust_remote_code=False
        )
        loaded = transformers.AutoModelForCausalLM.from_pretrained(
            base, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=self.torch.float32
        )
        self.model = peft.PeftModel.from_pretrained(loaded, str(folder / "adapter")).eval()
        self.longest = int(getattr(loaded.config, "max_position_embeddings", 2_048))

    def answer(self, question: dict[str, Any], asked: Questions) -> None:
        """Token by token; the end says why it ended."""
        tokens = self.tokenizer.encode(question["text"], add_special_tokens=False)
        room = self.longest - len(tokens)
        if room < 1:
            tell(id=question["id"], problem=f"{len(tokens)} tokens of {self.longest}", code="too_long")
            return
        chance = self.torch.Generator().manual_seed(question["seed"])
        made: list[int] = []
        speech = Speech(question["id"], question["stop"])
        reason, cache, given = "length", None, self.torch.tensor([tokens or [0]])
        with self.torch.no_grad():
            for _ in range(min(room, question["most"])):
                if asked.has_more():
                    reason = "stopped"
                    break
                out = self.model(input_ids=given, past_key_values=cache, use_cache=True)
                cache, token = out.past_key_values, self.chosen(out.logits[0, -1], question["temperature"], chance)
                if token == self.tokenizer.eos_token_id:
                    reason = "stop"
                    break
                made.append(token)
                given = self.torch.tensor([[token]])
                if speech.say(self.tokenizer.decode(made, skip_special_tokens=True)):
                    reason = "stop"
                    break
        speech.finish(self.tokenizer.decode(made, skip_special_tokens=True))
        tell(id=question["id"], done=reason, input=len(tokens), output=len(made))

    def chosen(self, logits: Any, temperature: float, chance: Any) -> int:
        """The likeliest token, or one drawn."""
        if temperature <= 0:
            return int(logits.argmax())
        return int(self.torch.multinomial((logits / temperature).softmax(-1), 1, generator=chance))


class Speech:
    """Tells what is new of a growing text, up to a text that stops it; what may be its beginning waits."""

    def __init__(self, number: int, stops: list[str]) -> None:
        self.number, self.stops = number, [each for each in stops if each]
        self.told = 0
        self.has_stopped = False

    def say(self, text: str) -> bool:
        """Whether it is stopped."""
        if text.endswith(HALF):
            return False
        ends = [text.find(each, max(0, self.told - len(each))) for each in self.stops]
        if found := [at for at in ends if at >= 0]:
            self._tell(text, min(found))
            self.has_stopped = True
        else:
            self._tell(text, len(text) - max((len(each) - 1 for each in self.stops), default=0))
        return self.has_stopped

    def finish(self, text: str) -> None:
        """The rest, unless it was stopped."""
        if not self.has_stopped:
            self._tell(text, len(text))

    def _tell(self, text: str, end: int) -> None:
        if end > self.told:
            tell(id=self.number, text=text[self.told : end])
            self.told = end


def tell(**said: Any) -> None:
    """One line for whoever asked."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _is_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or "memory" in str(error).lower()


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
