"""What a person's plan should have done, in plain Python: months by dateutil, parts of months by fractions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from dateutil.relativedelta import relativedelta

GRACE = timedelta(days=7)
RETRY = timedelta(days=1)


@dataclass
class Stretch:
    """A paid stretch of a plan."""

    plan: int
    starts_at: datetime
    ends_at: datetime
    charge: int
    cut_at: datetime | None = None


@dataclass
class Plan:
    """One subscription from its beginning to its end."""

    anchor: datetime
    plan: int
    stretches: list[Stretch] = field(default_factory=list)
    next_plan: int | None = None
    renews: bool = True
    paused_at: datetime | None = None
    retry_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def paid_until(self) -> datetime:
        """The end of the last month."""
        return self.stretches[-1].ends_at


@dataclass
class Subscriber:
    """A person with points and plans; each verb says whether it is possible, and does it."""

    prices: tuple[int, ...]
    points: int = 0
    plans: list[Plan] = field(default_factory=list)

    @property
    def live(self) -> Plan | None:
        """The plan that has not ended."""
        return self.plans[-1] if self.plans and self.plans[-1].ended_at is None else None

    def begin(self, plan: int, at: datetime) -> bool:
        """Pay the first month."""
        if self.live or self.points < self.prices[plan]:
            return False
        self.plans.append(Plan(at, plan))
        self._month(self.plans[-1], at)
        return True

    def day(self, at: datetime) -> str:
        """What the day's look at renewals does."""
        kept = self.live
        if kept is None or kept.paid_until > at or (kept.retry_at and kept.retry_at > at):
            return ""
        if kept.renews and kept.paused_at:
            return ""
        if not kept.renews or at >= kept.paid_until + GRACE:
            kept.ended_at = kept.paid_until + (GRACE if kept.renews else timedelta(0))
            return "ended"
        if self.points < self.prices[kept.plan if kept.next_plan is None else kept.next_plan]:
            kept.retry_at = at + RETRY
            return "failed"
        self._turn(kept)
        self._month(kept, kept.paid_until)
        kept.retry_at = None
        return "renewed"

    def cancel(self, at: datetime) -> bool:
        """No further month."""
        kept = self.live
        if kept is None:
            return False
        kept.renews, kept.next_plan = False, None
        if kept.paid_until <= at:
            kept.ended_at = at
        return True

    def pause(self, at: datetime) -> bool:
        """No month until resumed."""
        if self.live:
            self.live.paused_at = self.live.paused_at or at
        return self.live is not None

    def resume(self, at: datetime) -> bool:
        """Go on, or begin a new month now."""
        kept = self.live
        if kept is None or not kept.paused_at:
            return kept is not None
        if kept.paid_until <= at:
            if self.points < self.prices[kept.plan if kept.next_plan is None else kept.next_plan]:
                return False
            self._turn(kept)
            kept.anchor = at
            self._month(kept, at)
        kept.paused_at = None
        return True

    def change(self, plan: int, at: datetime) -> bool:
        """A dearer plan now for the difference of what is left, a cheaper one with the next month."""
        kept = self.live
        if kept is None or at >= kept.paid_until or (kept.stretches[-1].plan == plan and kept.next_plan is None):
            return False
        held = self.prices[kept.stretches[-1].plan]
        if self.prices[plan] > held:
            ends_at = kept.paid_until
            starts_at = max(each for each in self._boundaries(kept.anchor, ends_at) if each < ends_at)
            left = Fraction(
                (ends_at - at) // timedelta(microseconds=1), (ends_at - starts_at) // timedelta(microseconds=1)
            )
            charge = max(0, _rounded(self.prices[plan] * left) - _rounded(held * left))
            if self.points < charge:
                return False
            kept.stretches[-1].cut_at = at
            kept.stretches.append(Stretch(plan, at, ends_at, charge))
            self.points -= charge
            kept.plan, kept.next_plan = plan, None
        else:
            kept.next_plan = plan
        kept.renews = True
        return True

    def runs(self, at: datetime) -> int | None:
        """The plan whose spirits and discount the person has at this moment, the days of grace included."""
        for kept in self.plans:
            for stretch in kept.stretches:
                ends_at = stretch.cut_at or stretch.ends_at
                is_last = stretch is kept.stretches[-1]
                if is_last and kept.renews and kept.paused_at is None:
                    ends_at += GRACE
                if kept.ended_at:
                    ends_at = min(ends_at, kept.ended_at)
                if stretch.starts_at <= at < ends_at:
                    return stretch.plan
        return None

    def _turn(self, kept: Plan) -> None:
        kept.plan = kept.plan if kept.next_plan is None else kept.next_plan
        kept.next_plan = None

    def _month(self, kept: Plan, starts_at: datetime) -> None:
        ends_at = next(each for each in self._boundaries(kept.anchor, starts_at) if each > starts_at)
        kept.stretches.append(Stretch(kept.plan, starts_at, ends_at, self.prices[kept.plan]))
        self.points -= self.prices[kept.plan]

    @staticmethod
    def _boundaries(anchor: datetime, around: datetime) -> list[datetime]:
        months = (around.year - anchor.year) * 12 + around.month - anchor.month
        return [anchor + relativedelta(months=months + each) for each in (-2, -1, 0, 1, 2)]


def _rounded(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))
