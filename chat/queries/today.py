"""What a person finds on their home page: what needs them, what runs, what they have, and how to begin."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Notification, User
from accounts.queries.notifications import notifications_of
from accounts.rules.ranks import Standing
from chat.models import Conversation, Memory
from chat.queries.conversations import listed_conversations_of
from jobs.models import Job
from jobs.queries.jobs import jobs_of
from jobs.rules.states import LIVE, REPEATABLE, JobState
from spirits.models import Approval, Minion
from spirits.queries.economy.accounts import points_of
from spirits.queries.economy.standing import standing_of
from spirits.queries.economy.subscriptions import live_subscription
from spirits.queries.minions import minions_of

RECENT = 6
NEWS = 3
FAILED_FOR = timedelta(days=3)


@dataclass(frozen=True)
class FirstSteps:
    """How far a newcomer has come; the steps end in a first answer."""

    has_minion: bool
    has_chat: bool
    has_memory: bool

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to show."""
        return self.has_minion and self.has_chat and self.has_memory

    @property
    def done(self) -> int:
        """How many of the three are done."""
        return sum((self.has_minion, self.has_chat, self.has_memory))


@dataclass
class Today:
    """Everything on the page, in a number of queries that does not grow."""

    recent: list[Conversation]
    minions: list[Minion]
    approvals: list[Approval]
    news: list[Notification]
    running: list[Job]
    failed: list[Job]
    points: int
    plan: str
    standing: Standing
    steps: FirstSteps

    @property
    def needs_me(self) -> bool:
        """Whether anything waits for the person."""
        return bool(self.approvals or self.news or self.failed)


def today_of(user: User, *, at: datetime) -> Today:
    """The person's day."""
    recent = list(listed_conversations_of(user)[:RECENT])
    minions = list(minions_of(user).filter(archived_at=None)[:RECENT])
    for each in minions:
        each.top_level = max((row.level for row in each.equipped), default=0)  # type: ignore[attr-defined]  # for the page
    jobs = list(jobs_of(user).filter(state__in=[*LIVE, *REPEATABLE]).order_by("-id")[: 4 * NEWS])
    subscription = live_subscription(user)
    return Today(
        recent=recent,
        minions=minions,
        approvals=list(Approval.objects.filter(owner=user, state=Approval.State.PENDING).order_by("-id")[:NEWS]),
        news=list(notifications_of(user).filter(read_at=None)[:NEWS]),
        running=[each for each in jobs if each.state in LIVE][:NEWS],
        failed=[each for each in jobs if _is_fresh_failure(each, at)][:NEWS],
        points=points_of(user),
        plan=subscription.version.plan.name if subscription else "",
        standing=standing_of(user, at=at),
        steps=FirstSteps(
            has_minion=bool(minions), has_chat=bool(recent), has_memory=Memory.objects.filter(owner=user).exists()
        ),
    )


def _is_fresh_failure(job: Job, at: datetime) -> bool:
    is_failure = job.state in (JobState.FAILED, JobState.DEAD)
    return is_failure and job.finished_at is not None and job.finished_at > at - FAILED_FOR
