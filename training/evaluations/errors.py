"""What can go wrong with evaluations, each with its code."""

from project.lib.errors import Conflict, NotFound


class EvaluationNotFound(NotFound):
    """There is no such suite or evaluation, or it is somebody else's."""

    code = "evaluation_not_found"
    message = "There is no such evaluation."


class SuiteNameTaken(Conflict):
    """This person has a suite of this name already."""

    code = "suite_name_taken"
    message = "You have a suite with this name already."


class SuiteWithoutRows(Conflict):
    """The dataset that the suite asks from was deleted."""

    code = "suite_without_rows"
    message = "The dataset of this suite was deleted. Its evaluations stay; make a suite from another dataset to go on."


class EvaluationBusy(Conflict):
    """It is being worked on; stop it first."""

    code = "evaluation_busy"
    message = "This evaluation is being worked on. Stop it first."


class EvaluationNotStopped(Conflict):
    """Only an evaluation that was stopped or failed can go on."""

    code = "evaluation_not_stopped"
    message = "Only an evaluation that was stopped or failed can go on."


class EvaluationNotEnded(Conflict):
    """Only an evaluation that has its figures can be judged again."""

    code = "evaluation_not_ended"
    message = "Only an evaluation that has its figures can be judged again."


class GateNotPassed(Conflict):
    """The evaluation says that this is not good enough; the message says by which gate."""

    code = "gate_not_passed"
    message = "The evaluation's gates are not passed."


class JudgeAbsent(Conflict):
    """The model that judges is gone or may not be used; the message says what to do."""

    code = "judge_absent"
    message = "The judge is no longer there. Make a suite with another judge."
