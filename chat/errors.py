"""What can be refused in a conversation."""

from project.lib.errors import Conflict, DaimonError, InvalidInput, NotFound


class ConversationNotFound(NotFound):
    """No conversation of this person has this id."""

    message = "There is no such conversation."


class MessageNotFound(NotFound):
    """No message of this person has this id."""

    message = "There is no such message."


class FolderNotFound(NotFound):
    """No folder of this person has this id."""

    message = "There is no such folder."


class ShareLinkNotFound(NotFound):
    """No such link, or it is over."""

    message = "This link does not lead anywhere. It may have ended or been taken back."


class RunNotFound(NotFound):
    """No run of this person has this id."""

    message = "There is no such run."


class ComparisonNotFound(NotFound):
    """No comparison of this person has this id."""

    message = "There is no such comparison."


class VoteTooEarly(Conflict):
    """A vote needs whole answers to choose from."""

    code = "answers_not_ready"
    message = "Wait until all answers are there, or stop them."


class ResponseNotFound(NotFound):
    """No stored response of this person has this id, or its time is over."""

    code = "response_not_found"
    message = "There is no such response."


class ChainBroken(InvalidInput):
    """An earlier response of the chain was deleted, or the chain is too long."""

    code = "previous_response_not_found"


class RunActive(Conflict):
    """The conversation is still being answered."""

    code = "run_active"
    message = "The minion is still answering. Stop it, or wait until it is done."


class NothingToAnswer(InvalidInput):
    """The message cannot be answered again or edited."""

    code = "nothing_to_answer"


class NoModel(DaimonError):
    """Nothing can answer: no model is set up that this person may use."""

    code = "no_model"
    status = 503
    message = "No model is set up. Ask an operator to connect a provider in the admin under Providers."
