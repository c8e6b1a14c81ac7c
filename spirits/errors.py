"""What can go wrong with the catalogue and with minions, each with its code."""

from project.lib.errors import Conflict, DaimonError, Forbidden, InvalidInput, NotFound, Unavailable


class CatalogueEmpty(Unavailable):
    """There is no catalogue in the database yet."""

    code = "catalogue_empty"
    message = "The catalogue is not loaded. Run: ./daimon manage load_catalogue"


class SpiritNotFound(NotFound):
    """There is no such spirit, or this person may not see it."""

    code = "spirit_not_found"
    message = "There is no such spirit."


class MinionNotFound(NotFound):
    """There is no such minion, or it is somebody else's."""

    code = "minion_not_found"
    message = "There is no such minion."


class TemplateNotFound(NotFound):
    """There is no such template to start from."""

    code = "template_not_found"
    message = "There is no such template."


class VersionNotFound(NotFound):
    """The minion never had this version."""

    code = "version_not_found"
    message = "This minion has no such version."


class MinionLimitReached(Conflict):
    """The plan allows no further minion."""

    code = "minion_limit_reached"


class SpiritLimitReached(InvalidInput):
    """More spirits than the plan allows for one minion."""

    code = "spirit_limit_reached"


class SpiritLocked(InvalidInput):
    """A spirit that this person may not use yet."""

    code = "spirit_locked"


class MinionArchived(Conflict):
    """An archived minion is kept as it is until it is restored."""

    code = "minion_archived"
    message = "This minion is archived. Restore it first."


class MinionFileInvalid(InvalidInput):
    """The file is no exported minion; ``fields`` names what is wrong with it."""

    code = "minion_file_invalid"
    message = "This is not a minion exported by Daimon."


class ToolNotFound(NotFound):
    """There is no such tool."""

    code = "tool_not_found"
    message = "There is no such tool."


class ToolLocked(Forbidden):
    """The person, or this minion, may not use the tool yet; the message says what is missing."""

    code = "tool_locked"
    message = "This tool is not open to you."


class ToolOff(Forbidden):
    """The minion's owner switched the tool off for it."""

    code = "tool_off"
    message = "This tool is switched off for this minion."


class ToolCallNotFound(NotFound):
    """There is no such call, or it is somebody else's."""

    code = "tool_call_not_found"
    message = "There is no such tool call."


class ApprovalNotFound(NotFound):
    """There is no such approval, or it is somebody else's."""

    code = "approval_not_found"
    message = "There is no such approval."


class AlreadyDecided(Conflict):
    """The question was answered before, or its call is over."""

    code = "already_decided"
    message = "This was decided already."


class ArtifactNotFound(NotFound):
    """There is no such artifact, or it is somebody else's."""

    code = "artifact_not_found"
    message = "There is no such artifact."


class ArtifactsFull(InvalidInput):
    """What the call made would not fit what a person's tools may keep."""

    code = "artifacts_full"


class TooManyCalls(DaimonError):
    """The person calls tools faster than they may."""

    code = "too_many_tool_calls"
    status = 429
    message = "You call tools too often. Wait a minute."


class CallKeyReused(Conflict):
    """The same key came with another call."""

    code = "tool_call_key_reused"
    message = "This key was used for a different call."


class ApprovalDenied(Forbidden):
    """The person said no."""

    code = "approval_denied"
    message = "You did not allow this call."


class WorkspaceFileNotFound(NotFound):
    """There is no such file in the person's workspace."""

    code = "workspace_file_not_found"


class WorkspacePathTaken(Conflict):
    """Something lies at the path already."""

    code = "workspace_path_taken"


class WorkspaceFull(InvalidInput):
    """The change would not fit the workspace's quota."""

    code = "workspace_full"


class ReleaseNotFound(NotFound):
    """There is no such release, or it is somebody else's."""

    code = "release_not_found"
    message = "There is no such release."


class ReleaseIsCurrent(Conflict):
    """What was asked is not done with an application's current release."""

    code = "release_is_current"


class EncryptionKeyNotFound(NotFound):
    """There is no such key, or it is somebody else's."""

    code = "encryption_key_not_found"
    message = "You have no such key."


class EncryptionKeyTaken(Conflict):
    """The person has a key of that name already."""

    code = "encryption_key_taken"


class NotAuthentic(InvalidInput):
    """A message was changed, cut, or made for something else."""

    code = "not_authentic"


class CalendarNotFound(NotFound):
    """There is no such calendar or event, or it is somebody else's."""

    code = "calendar_not_found"
    message = "There is no such calendar or event."


class CalendarTaken(Conflict):
    """The person has a calendar of that name."""

    code = "calendar_taken"


class ReminderNotFound(NotFound):
    """There is no such reminder, or it is somebody else's."""

    code = "reminder_not_found"
    message = "There is no such reminder."


class ReminderOver(Conflict):
    """The reminder was delivered or cancelled."""

    code = "reminder_over"
    message = "This reminder is over. Make a new one."


class ScheduledTaskNotFound(NotFound):
    """There is no such scheduled task, or it is somebody else's."""

    code = "scheduled_task_not_found"
    message = "There is no such scheduled task."


class ScheduledTaskOver(Conflict):
    """The task ended or was cancelled."""

    code = "scheduled_task_over"
    message = "This task is over. Make a new one."


class OutboundMessageNotFound(NotFound):
    """There is no such message, or it is somebody else's."""

    code = "outbound_message_not_found"
    message = "There is no such message."


class SocialAccountNotFound(NotFound):
    """There is no such connected account, or it is somebody else's."""

    code = "social_account_not_found"
    message = "There is no such connected account."


class SocialAccountTaken(Conflict):
    """The person has a connected account of that name."""

    code = "social_account_taken"


class TooManyMessages(DaimonError):
    """The person sent as many messages today as one may."""

    code = "too_many_messages"
    status = 429


class MeasureNotFound(NotFound):
    """There is no such measure, or it is somebody else's."""

    code = "measure_not_found"
    message = "There is no such measure."


class MedicationNotFound(NotFound):
    """There is no such medicine, or it is somebody else's."""

    code = "medication_not_found"
    message = "There is no such medicine."


class MedicationStopped(Conflict):
    """The medicine is not taken any more."""

    code = "medication_stopped"
    message = "This medicine is not taken any more."


class LearningItemNotFound(NotFound):
    """There is no such learning item, or it is somebody else's."""

    code = "learning_item_not_found"
    message = "There is no such item."


class MonitorNotFound(NotFound):
    """There is no such monitor, or it is somebody else's."""

    code = "monitor_not_found"
    message = "There is no such monitor."


class SendingFailed(DaimonError):
    """The far end did not take the message; the sentence is its own."""

    code = "sending_failed"
    status = 424


class ToolServerNotFound(NotFound):
    """There is no such tool server, or it is somebody else's."""

    code = "tool_server_not_found"
    message = "There is no such tool server."


class ToolServerTaken(Conflict):
    """A tool server of that name is there already."""

    code = "tool_server_taken"


class ToolServerOpen(Conflict):
    """The tool server asks nobody to sign in."""

    code = "tool_server_open"
    message = "This tool server asks nobody to sign in."


class OwnToolTaken(Conflict):
    """The catalogue has a tool of that name."""

    code = "own_tool_taken"
