"""What can be refused in a conversation."""

from project.lib.errors import Conflict, DaimonError, InvalidInput, NotFound, Unavailable


class ConversationNotFound(NotFound):
    """No conversation of this person has this id."""

    message = "There is no such conversation."


class MessageNotFound(NotFound):
    """No message of this person has this id."""

    message = "There is no such message."


class FolderNotFound(NotFound):
    """No folder of this person has this id."""

    message = "There is no such folder."


class UploadNotFound(NotFound):
    """No file of this person has this id, or its bytes are gone."""

    message = "There is no such file."


class UploadRefused(InvalidInput):
    """The file cannot be attached; the message says why."""

    code = "upload_refused"


class UploadSpaceFull(Conflict):
    """The person's files take all they may."""

    code = "upload_space_full"
    message = "Your attached files take all the space there is for them. Delete some first."


class UploadDiskFull(Unavailable):
    """The disk does not take the file."""

    code = "upload_disk_full"


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


class TooLongToGoOn(DaimonError):
    """The cut-off answer does not fit into the model's window."""

    code = "too_long_to_go_on"
    message = "The answer is too long for the model to go on with. Ask for what is missing."


class NoModel(DaimonError):
    """Nothing can answer: no model is set up that this person may use."""

    code = "no_model"
    status = 503
    message = "No model is set up. Ask an operator to connect a provider in the admin under Providers."
