"""All settings, split by topic. Each is read from the environment once, checked, and documented in docs/configuration.md."""

from project.settings.admin import *  # noqa: F403
from project.settings.api import *  # noqa: F403
from project.settings.auth import *  # noqa: F403
from project.settings.commerce import *  # noqa: F403
from project.settings.core import *  # noqa: F403
from project.settings.database import *  # noqa: F403
from project.settings.datasets import *  # noqa: F403
from project.settings.images import *  # noqa: F403
from project.settings.knowledge import *  # noqa: F403
from project.settings.logs import *  # noqa: F403
from project.settings.mcp import *  # noqa: F403
from project.settings.messages import *  # noqa: F403
from project.settings.moving import *  # noqa: F403
from project.settings.operations import *  # noqa: F403
from project.settings.paths import *  # noqa: F403
from project.settings.providers import *  # noqa: F403
from project.settings.queue import *  # noqa: F403
from project.settings.redis import *  # noqa: F403
from project.settings.research import *  # noqa: F403
from project.settings.training import *  # noqa: F403
from project.settings.uploads import *  # noqa: F403
from project.settings.web import *  # noqa: F403
