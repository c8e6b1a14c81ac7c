"""Who lives in the gallery's installation, and what its pages are about."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.testing import PASSWORD
from chat.models import Conversation, Memory, Upload
from jobs.models import Job
from spirits.models import (
    Artifact,
    EncryptionKey,
    Minion,
    MinionTemplate,
    Release,
)
from training.models import (
    Dataset,
    Document,
    Evaluation,
    ImageFolder,
    KnowledgeBase,
    Provider,
    TrainingRun,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AGENTS = (
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 Version/18.3 Mobile Safari/604.1", "2001:db8::7c1a"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:136.0) Gecko/20100101 Firefox/136.0", "192.0.2.44"),
    ("okhttp/5.1.0", "198.51.100.9"),
)  # fmt: skip


@dataclass
class World:
    """The people of the installation and what the pages are about."""

    mara: User
    jonas: User
    newcomer: User
    karl: User
    talks: dict[str, Conversation] = field(default_factory=dict)
    minion: Minion | None = None
    writer: Minion | None = None  # with variables of its own
    template: MinionTemplate | None = None
    memory: Memory | None = None
    receipt: str = ""
    jobs: dict[str, Job] = field(default_factory=dict)
    key_id: Any = None
    pictures: ImageFolder | None = None
    link: str = ""
    locked_link: str = ""
    early_message: Any = None
    run_id: Any = None
    work_id: Any = None
    comparison_id: Any = None
    dataset: Dataset | None = None
    rented: Provider | None = None
    attic: Provider | None = None
    knowledge: KnowledgeBase | None = None
    document: Document | None = None
    upload: Upload | None = None
    evaluation: Evaluation | None = None
    training: TrainingRun | None = None
    kept_training: TrainingRun | None = None
    encryption_key: EncryptionKey | None = None
    artifact: Artifact | None = None
    release: Release | None = None


def session_of(user: User, agent: str = "") -> str:
    """The key of a session in which the person proved who they are just now."""
    client = Client(HTTP_USER_AGENT=agent or "Mozilla/5.0 (X11; Linux x86_64) Chrome/139.0 Safari/537.36")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/profile/")
    return client.cookies["sessionid"].value
