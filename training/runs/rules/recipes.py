"""What goes with an exported model, so that other servers ask it as it was trained: templates, a Modelfile, and a README with commands."""

import json
from collections.abc import Mapping
from typing import Any

STOPS = ("\nUser:", "\nSystem:")
CHAT_TEMPLATE = (
    "{% for message in messages %}{{ message['role'] | capitalize }}: {{ message['content'] }}\n{% endfor %}Assistant: "
)
OLLAMA_TEMPLATE = (
    '{{ range .Messages }}{{ if eq .Role "system" }}System{{ else if eq .Role "user" }}User{{ else if eq .Role "tool" }}Tool'
    "{{ else }}Assistant{{ end }}: {{ .Content }}\n{{ end }}Assistant: "
)
RANKS = (8, 16, 32, 64, 128, 256)  # that vLLM takes


def recipe() -> dict[str, Any]:
    """What an Ollama server is told beside the weights."""
    return {"template": OLLAMA_TEMPLATE, "parameters": {"stop": list(STOPS), "temperature": 0}}


def modelfile() -> str:
    """The same for ``ollama create``, in the folder of the merged model."""
    stops = "".join(f"PARAMETER stop {json.dumps(each)}\n" for each in STOPS)
    return f'FROM .\nTEMPLATE """{OLLAMA_TEMPLATE}"""\n{stops}PARAMETER temperature 0\n'


def readme(*, title: str, name: str, config: Mapping[str, Any], result: Mapping[str, Any], dtype: str) -> str:
    """What it is, and the commands with which vLLM and Ollama serve it."""
    base = result.get("base_repository") or config["base_model"]
    rank = next(each for each in RANKS if each >= config["rank"])
    licence = result.get("base_licence")
    return f"""# {title}

{base}{f" at {result['base_commit']}" if result.get("base_commit") else ""}, merged with a LoRA adapter of rank {config["rank"]} ({dtype}).
Held-out loss {result["after"]:.4f}, without the adapter {result["before"]:.4f}.
{f"The base model's licence is {licence}; it holds for this one, too." if licence else "The licence of the base model holds for this one, too."}

Download the files of `merged/` into one folder, look that they are whole, and stay in it:

    sha256sum -c SHA256SUMS

## vLLM

    vllm serve . --served-model-name {name}

Or the base model with the adapter beside it (the files of `adapter/`), so that several adapters share one base:

    vllm serve {base} --enable-lora --max-lora-rank {rank} --lora-modules {name}=../adapter --chat-template ./chat_template.jinja

Then connect it in Daimon as an OpenAI-compatible server: `http://HOST:8000/v1`, model `{name}`.

## Ollama

    ollama create {name} -f Modelfile
    ollama run {name}

Ollama reads safetensors of the architectures that it knows (Llama, Mistral, Gemma, Phi 3). A smaller one: add `--quantize q4_K_M`.
"""
