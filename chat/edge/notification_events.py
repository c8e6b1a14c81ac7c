"""What a page is told of its reader's notifications: each new one, and how many are unread."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from accounts.copies import unread_of
from accounts.models import User
from accounts.queries.notifications import missed_notifications
from accounts.services.notifications.notify import topic_of
from accounts.speaking import speaking_to
from chat.edge.page_line import LATE, PageLine
from chat.edge.services import Services
from chat.engine.turn import in_thread
from project.lib.clock import milliseconds, now

LOOK_SECONDS = 60.0  # how often a quiet page is looked for, should a hint be lost
MOST_MISSED = 3  # the newest ones; of more, the number tells

News = dict[str, Any]


async def tell_notifications(services: Services, user: User, line: PageLine, since: int) -> None:
    """Tell a page what came since that millisecond, then what comes; a notification is told once on a line."""
    told = {str(each) for each in line.notifications}
    shown = -1
    with services.hub.follow(topic_of(user.pk)) as follower:
        looked = since
        hint: News | None = None
        while True:
            if hint is None:
                begun = milliseconds()
                unread, news = await in_thread(_found, user, looked - LATE)
                looked = begun
            else:
                unread, news = hint["unread"], [hint] if "notification" in hint else []
            for each in news:
                if each["notification"] not in told:
                    told.add(each["notification"])
                    line.notifications.append(UUID(each["notification"]))
                    await line.tell("notification", _in_words(user, each))
            if unread != shown:
                shown = unread
                await line.tell("unread", {"count": unread})
            line.caught_up()
            hint = await follower.next(timeout=LOOK_SECONDS)


def _found(user: User, since: int) -> tuple[int, list[News]]:
    missed = missed_notifications(user, since=since, at=now(), most=MOST_MISSED)
    return unread_of(user.pk), [
        {"notification": str(each.pk), "title": each.title, "link": each.link, "is_quiet": is_quiet}
        for each, is_quiet in missed
    ]


def _in_words(user: User, news: News) -> News:
    """As the page shows it: the title in the person's language."""
    with speaking_to(user):
        title = gettext(news["title"])
    return {"id": news["notification"], "title": title, "link": news["link"], "is_quiet": news["is_quiet"]}
