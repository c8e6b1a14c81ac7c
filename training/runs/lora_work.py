"""Trains a LoRA adapter in a process of its own: ``python -m training.runs.lora_work FOLDER``; with ``--send`` behind it
the adapter is told, too, for whoever does not see the folder.

It reads ``job.json`` and ``rows.jsonl`` in the folder, tells what it does as lines of JSON, and leaves ``adapter/``. Killed at any moment it goes
on from its last checkpoint and comes to the same end. Weights are read and written as safetensors alone; nothing is
unpickled, and no code of a model is run. It knows nothing of the rest of the installation.
"""

import base64
import hashlib
import json
import math
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.update(
    HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false"
)

CHECKPOINTS = "checkpoints"
ADAPTER = "adapter"
DIVERGED, NO_MEMORY, REFUSED = 3, 4, 5
PART = 48_000  # bytes of a file in one line
IGNORED = -100  # a label that is not learned


def main(folder: Path) -> int:
    """Train, and say how it ended: 0, or a code with a line that has the ``problem``."""
    job = json.loads((folder / "job.json").read_text())
    if not Path(job["base"]).is_dir():
        tell(problem=f"The base model cannot be used: there is no folder {job['base']} on this machine.")
        return REFUSED
    try:
        training = Training(folder, job)
    except Exception as error:  # noqa: BLE001 - whatever fails while a model is loaded is told, not traced
        said = str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
        tell(problem=f"The base model cannot be used: {said}")
        return REFUSED
    try:
        training.run()
    except Diverged as error:
        tell(
            problem=f"The loss is no number any more at step {error.step}. Try a lower learning rate, or look for broken rows."
        )
        return DIVERGED
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "memory" not in str(error).lower():
            raise
        tell(problem="There is not enough memory. Try shorter rows, a smaller batch or a smaller model.")
        return NO_MEMORY
    if "--send" in sys.argv:
        send(folder / ADAPTER)
    return 0


def send(folder: Path) -> None:
    """Tell the files in lines, each with the hash of the whole."""
    for path in sorted(folder.glob("adapter*")):
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        for start in range(0, len(raw), PART):
            tell(file=path.name, sha256=digest, data=base64.b64encode(raw[start : start + PART]).decode())


class Diverged(Exception):
    """The loss is no number any more."""

    def __init__(self, step: int) -> None:
        self.step = step
        super().__init__(step)


class Training:
    """One adapter being trained."""

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        torch = self.torch = _library("torch")
        self.peft, self.transformers, self.tensors = (
            _library("peft"),
            _library("transformers"),
            _library("safetensors.torch"),
        )
        self.folder, self.job = folder, job
        torch.set_num_threads(job["threads"])
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.manual_seed(job["seed"])
        self.device = "cuda" if job["device"] != "cpu" and torch.cuda.is_available() else "cpu"
        tell(log=f"On {self.device}, torch {torch.__version__}")
        base = job["base"]
        self.tokenizer = self.transformers.AutoTokenizer.from_pretrained(
            base, local_files_only=True, trust_remote_code=False
        )
        lora = self.peft.LoraConfig(
            r=job["rank"], lora_alpha=job["alpha"], lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"
        )
        self.model = self.peft.get_peft_model(self.base_model(), lora).to(self.device)
        learned = [each for each in self.model.parameters() if each.requires_grad]
        tell(
            log=f"{sum(each.numel() for each in learned):,} of {sum(each.numel() for each in self.model.parameters()):,} weights are learned"
        )
        self.optimizer = torch.optim.AdamW(learned, lr=job["learning_rate"], weight_decay=0.0)
        rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
        self.train = [self.encoded(each) for each in rows if not each["held_out"]]
        self.held_out = [self.encoded(each) for each in rows if each["held_out"]]

    def base_model(self) -> Any:
        """The base model as it lies on the disk."""
        return self.transformers.AutoModelForCausalLM.from_pretrained(
            self.job["base"],
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=self.torch.float32,
        )

    def run(self) -> None:
        """From the last checkpoint to the adapter."""
        steps, begun = self.job["steps"], self.restore()
        if not begun:
            tell(metric="held_out_loss", step=0, value=self.judge(0))
        for step in range(begun + 1, steps + 1):
            tell(metric="loss", step=step, value=self.learn(step))
            if step % self.job["save_every"] == 0 or step == steps:
                tell(metric="held_out_loss", step=step, value=self.judge(step))
                self.keep(step)
            tell(percent=step * 99 / steps, message=f"step {step} of {steps}")
        self.finish(steps)

    def learn(self, step: int) -> float:
        """One step on the rows whose turn it is; its loss."""
        self.model.train()
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate(step)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.model(**self.batch(self.rows_of(step))).loss
        value = float(loss.detach())
        if not math.isfinite(value):
            raise Diverged(step)
        loss.backward()
        self.torch.nn.utils.clip_grad_norm_([each for each in self.model.parameters() if each.requires_grad], 1.0)
        self.optimizer.step()
        return value

    def rate(self, step: int) -> float:
        """Rises over the first tenth, then falls in a line; it follows from the step alone."""
        steps = self.job["steps"]
        warm = max(1, steps // 10)
        share = step / warm if step <= warm else (steps - step + 1) / max(1, steps - warm)
        return float(self.job["learning_rate"] * min(1.0, share))

    def rows_of(self, step: int) -> list[Any]:
        """Each epoch in an order of its own that follows from the seed: an order nobody has to remember."""
        size, count = self.job["batch"], len(self.train)
        found = []
        for place in range((step - 1) * size, step * size):
            epoch, at = divmod(place, count)
            chance = self.torch.Generator().manual_seed(self.job["seed"] * 1_000_003 + epoch)
            found.append(self.train[int(self.torch.randperm(count, generator=chance)[at])])
        return found

    def judge(self, step: int) -> float:
        """The mean loss on rows that are never learned."""
        self.model.eval()
        losses = []
        with self.torch.no_grad():
            for rows in _batches(self.held_out, self.job["batch"]):
                losses += [float(self.model(**self.batch([row])).loss) for row in rows]
        value = sum(losses) / len(losses)
        if not math.isfinite(value):
            raise Diverged(step)
        return value

    def encoded(self, row: Mapping[str, str]) -> tuple[list[int], int]:
        """The row's tokens, and how many of them are the question's."""
        asked = self.tokenizer.encode(row["asked"], add_special_tokens=False)
        answer = self.tokenizer.encode(row["answer"], add_special_tokens=False)
        end = [self.tokenizer.eos_token_id] if self.tokenizer.eos_token_id is not None else []
        answer = [*answer, *end][: self.job["length"] // 2] or [0]
        asked = asked[-(self.job["length"] - len(answer)) :]
        return [*asked, *answer], len(asked)

    def batch(self, rows: Sequence[tuple[list[int], int]]) -> dict[str, Any]:
        """The rows filled up to one length; the question and what was filled in are not learned."""
        length = max(len(tokens) for tokens, _ in rows)
        ids = [tokens + [0] * (length - len(tokens)) for tokens, _ in rows]
        mask = [[1] * len(tokens) + [0] * (length - len(tokens)) for tokens, _ in rows]
        labels = [[IGNORED] * asked + tokens[asked:] + [IGNORED] * (length - len(tokens)) for tokens, asked in rows]
        tensors = {"input_ids": ids, "attention_mask": mask, "labels": labels}
        return {name: self.torch.tensor(values, device=self.device) for name, values in tensors.items()}

    def keep(self, step: int) -> None:
        """A checkpoint that is whole or not there; the one before goes once this one stands."""
        place = self.folder / CHECKPOINTS
        made = place / f"making-{os.getpid()}"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        self.tensors.save_file(self.learned(), made / "adapter.safetensors")
        self.tensors.save_file(self.moments(), made / "optimizer.safetensors")
        (made / "state.json").write_text(json.dumps({"step": step}))
        _to_disk(made)
        target = place / f"{step:08d}"
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)
        tell(checkpoint=step)
        for older in _checkpoints(self.folder)[:-1]:
            shutil.rmtree(older)

    def restore(self) -> int:
        """Take up the last checkpoint; its step, or 0."""
        found = _checkpoints(self.folder)
        if not found:
            return 0
        place = found[-1]
        step = int(json.loads((place / "state.json").read_text())["step"])
        weights = self.tensors.load_file(place / "adapter.safetensors", device=self.device)
        with self.torch.no_grad():
            for name, each in self.named():
                each.copy_(weights[name])
        moments = self.tensors.load_file(place / "optimizer.safetensors", device=self.device)
        for name, each in self.named():
            self.optimizer.state[each] = {
                key: moments[f"{name}|{key}"].cpu() if key == "step" else moments[f"{name}|{key}"]
                for key in ("step", "exp_avg", "exp_avg_sq")
            }
        tell(log=f"Going on after step {step}")
        return step

    def finish(self, step: int) -> None:
        """Write the adapter as peft and vLLM read it, and read it back to see that it gives the same."""
        made = self.folder / f"{ADAPTER}-making"
        shutil.rmtree(made, ignore_errors=True)
        self.model.save_pretrained(str(made), safe_serialization=True)
        shutil.rmtree(self.folder / ADAPTER, ignore_errors=True)
        made.rename(self.folder / ADAPTER)
        _to_disk(self.folder / ADAPTER)
        tell(done=True, held_out_loss=self.read_back(), step=step)

    def read_back(self) -> float:
        """The held-out loss of a fresh base model with the adapter from the disk."""
        base = self.base_model()
        self.model = self.peft.PeftModel.from_pretrained(base, str(self.folder / ADAPTER)).to(self.device)
        return self.judge(self.job["steps"])

    def named(self) -> list[tuple[str, Any]]:
        """The learned weights by name."""
        return [(name, each) for name, each in self.model.named_parameters() if each.requires_grad]

    def learned(self) -> dict[str, Any]:
        """The learned weights."""
        return {name: each.detach().contiguous() for name, each in self.named()}

    def moments(self) -> dict[str, Any]:
        """What the optimizer remembers."""
        return {
            f"{name}|{key}": self.optimizer.state[each][key].detach().contiguous()
            for name, each in self.named()
            for key in ("step", "exp_avg", "exp_avg_sq")
        }


def _library(name: str) -> Any:
    """A library that only this process loads, and that not every installation has."""
    return import_module(name)


def tell(**said: Any) -> None:
    """One line for whoever started this."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _checkpoints(folder: Path) -> list[Path]:
    place = folder / CHECKPOINTS
    return sorted(each for each in place.iterdir() if each.name.isdigit()) if place.is_dir() else []


def _to_disk(folder: Path) -> None:
    for each in folder.iterdir():
        with each.open("rb") as file:
            os.fsync(file.fileno())


def _batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
