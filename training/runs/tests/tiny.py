"""A tiny random language model with its tokenizer, as files: making it takes neither torch nor transformers."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

LETTERS = [chr(code) for code in range(32, 127)] + ["\n"]
VOCABULARY = {letter: number for number, letter in enumerate(["<unk>", "<end>", *LETTERS])}
WIDTH, INNER, LAYERS = 32, 64, 2
CONFIG = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": len(VOCABULARY), "hidden_size": WIDTH,
    "intermediate_size": INNER, "num_hidden_layers": LAYERS, "num_attention_heads": 2, "num_key_value_heads": 2,
    "max_position_embeddings": 256, "hidden_act": "silu", "rms_norm_eps": 1e-06, "tie_word_embeddings": False,
    "bos_token_id": None, "eos_token_id": 1, "pad_token_id": 0,
}  # fmt: skip


def make_tiny(folder: Path) -> None:
    """A Llama of two layers that reads letter by letter; the same one every time."""
    folder.mkdir(parents=True)
    special = [
        {"id": number, "content": text, "special": True, "normalized": False, "single_word": False, "lstrip": False, "rstrip": False}
        for number, text in enumerate(("<unk>", "<end>"))
    ]  # fmt: skip
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special, "normalizer": None,
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": r"[\s\S]"}, "behavior": "Isolated", "invert": False},
        "post_processor": None, "decoder": {"type": "Fuse"}, "model": {"type": "WordLevel", "vocab": VOCABULARY, "unk_token": "<unk>"},
    }  # fmt: skip
    names = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>", "eos_token": "<end>"}
    for name, said in (("config", CONFIG), ("tokenizer", tokenizer), ("tokenizer_config", names)):
        (folder / f"{name}.json").write_text(json.dumps(said))
    (folder / "model.safetensors").write_bytes(as_safetensors(_weights()))


def as_safetensors(tensors: dict[str, Any]) -> bytes:
    """The file of that format: the length of its header, the header, the numbers."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, each in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(each.shape), "data_offsets": [end, end := end + each.nbytes]}
    told = json.dumps(header).encode()
    return struct.pack("<Q", len(told)) + told + b"".join(each.tobytes() for each in tensors.values())


def _weights() -> dict[str, Any]:
    chance = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {"model.embed_tokens": (len(VOCABULARY), WIDTH)}
    for layer in range(LAYERS):
        at = f"model.layers.{layer}"
        shapes |= {f"{at}.self_attn.{name}_proj": (WIDTH, WIDTH) for name in "qkvo"}
        shapes |= {f"{at}.mlp.{name}_proj": (INNER, WIDTH) for name in ("gate", "up")}
        shapes |= {f"{at}.mlp.down_proj": (WIDTH, INNER)}
        shapes |= {f"{at}.{name}_layernorm": (WIDTH,) for name in ("input", "post_attention")}
    shapes |= {"model.norm": (WIDTH,), "lm_head": (len(VOCABULARY), WIDTH)}
    return {
        f"{name}.weight": (np.ones(shape) if len(shape) == 1 else chance.normal(0, 0.2, shape)).astype(np.float32)
        for name, shape in shapes.items()
    }
