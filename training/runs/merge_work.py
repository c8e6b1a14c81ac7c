"""Merges an adapter into its base model: ``python -m training.runs.merge_work FOLDER TARGET``.

It reads ``job.json`` and ``adapter/`` in the folder, tells how it ended as one line of JSON, and leaves the target with weights as
safetensors, config and tokenizer, such as vLLM and Ollama read them. Nothing is unpickled, and no code of a model is run.
It knows nothing of the rest of the installation.
"""

import json
import math
import os
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.update(
    HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false"
)

NO_MEMORY, REFUSED = 4, 5
BESIDE = re.compile(
    r"(tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|generation_config)\.json|merges\.txt|vocab\.txt|LICEN[CS]E[\w.-]*"
)
PROBE_TOKENS = 32
WIDEST = 0.01  # how far a probability may be off where numbers have 32 bits
WIDEST_SHORT = 0.1  # and where they have 16
LARGEST_FILE = "4GB"


def main(folder: Path, target: Path) -> int:
    """Merge, and say how it ended: 0, or a code with a line that has the ``problem``."""
    job = json.loads((folder / "job.json").read_text())
    try:
        tell(done=True, **merge(folder, Path(job["base"]), target, threads=job["threads"]))
    except (MemoryError, RuntimeError, ValueError, OSError) as error:
        said = str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
        is_memory = isinstance(error, MemoryError) or "memory" in said.lower()
        tell(problem="There is not enough memory to merge them." if is_memory else f"They cannot be merged: {said}")
        return NO_MEMORY if is_memory else REFUSED
    return 0


def merge(folder: Path, base: Path, target: Path, *, threads: int) -> dict[str, Any]:
    """Write the merged model, read it back, and tell how far its probabilities are from those of base and adapter."""
    torch, peft, transformers = (import_module(name) for name in ("torch", "peft", "transformers"))
    torch.set_num_threads(threads)
    said = json.loads((base / "config.json").read_text())
    dtype = str(said.get("dtype") or said.get("torch_dtype") or "float32")
    options = {"local_files_only": True, "trust_remote_code": False, "use_safetensors": True, "dtype": torch.float32}
    tokenizer = transformers.AutoTokenizer.from_pretrained(base, local_files_only=True, trust_remote_code=False)
    model = peft.PeftModel.from_pretrained(
        transformers.AutoModelForCausalLM.from_pretrained(base, **options), str(folder / "adapter")
    ).eval()
    with (folder / "rows.jsonl").open(encoding="utf-8") as rows:
        tokens = tokenizer.encode(json.loads(rows.readline())["asked"] or "Assistant: ", add_special_tokens=False)
    probe = torch.tensor([tokens[:PROBE_TOKENS] or [0]])
    with torch.no_grad():
        expected = model(input_ids=probe).logits.softmax(-1)
    target.mkdir(parents=True)
    merged = model.merge_and_unload(safe_merge=True).to(getattr(torch, dtype))
    merged.save_pretrained(str(target), safe_serialization=True, max_shard_size=LARGEST_FILE)
    for each in base.iterdir():
        if BESIDE.fullmatch(each.name) and each.is_file():
            shutil.copyfile(each, target / each.name)
    del model, merged
    back = transformers.AutoModelForCausalLM.from_pretrained(target, **options).eval()
    with torch.no_grad():
        off = float((back(input_ids=probe).logits.softmax(-1) - expected).abs().max())
    if not math.isfinite(off) or off > (WIDEST if dtype == "float32" else WIDEST_SHORT):
        raise ValueError(f"the merged model answers otherwise than the adapter, by {off:.3f}")
    return {"dtype": dtype, "difference": off}


def tell(**said: Any) -> None:
    """One line for whoever started this."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
