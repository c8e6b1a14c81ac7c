"""The executors of this installation, and what becomes of a version once it is evaluated."""

from training.evaluations.ended import when_evaluated
from training.runs.executors.lora import LoraExecutor
from training.runs.executors.ollama import OllamaExecutor
from training.runs.executors.prompt import PromptExecutor
from training.runs.executors.protocol import register_executor
from training.runs.executors.rag import RagExecutor
from training.runs.executors.ray import RayExecutor
from training.runs.services.decide import judge

register_executor(RagExecutor())
register_executor(PromptExecutor())
register_executor(LoraExecutor())
register_executor(OllamaExecutor())
register_executor(RayExecutor())
when_evaluated(judge)
