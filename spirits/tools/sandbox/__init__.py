"""Programs that people supply, run where they can reach nothing. See docs/sandbox.md."""

from spirits.tools.sandbox.programs import ProgramResult, run_program, sandbox_problem

__all__ = ["ProgramResult", "run_program", "sandbox_problem"]
