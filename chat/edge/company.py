"""Where else its owner has the same conversation open, and what was said there meanwhile."""

import time
from uuid import UUID

from chat.edge.page_line import PageLine
from chat.engine.turn import in_thread
from chat.models import Conversation
from chat.services.tell_devices import topic_of
from project.lib.ids import uuid7
from project.ops.live import Hub, Message

WORD_SECONDS = 15.0  # how often a page says that it is still there
SETTLING = 1.0  # seconds after which a page that came asks again, should the answers have come before it listened
SILENT = 40.0  # seconds without a word after which a page counts as gone


class Company:
    """One open page among those of the same conversation; ``device`` is what the others call it."""

    def __init__(self, hub: Hub, *, owner_id: UUID, conversation_id: UUID, device: str, line: PageLine) -> None:
        self._hub, self._line, self._device = hub, line, device
        self._owner_id, self._conversation_id = owner_id, conversation_id
        self._topic = topic_of(owner_id, conversation_id)
        self._page = str(uuid7())
        self._others: dict[str, tuple[str, float]] = {}
        self._shown: list[str] = []

    async def keep(self) -> None:
        """Tell the page the conversation's end and its company, now and whenever they change, until it leaves."""
        with self._hub.follow(self._topic) as follower:
            await self._tell_end(await in_thread(self._leaf))
            self._say("came")
            due = time.monotonic() + SETTLING
            is_settled = False
            try:
                while True:
                    told = await follower.next(timeout=max(0.0, due - time.monotonic()))
                    if told is not None:
                        await self._hear(told)
                    if time.monotonic() >= due:
                        self._say("here" if is_settled else "came")
                        is_settled, due = True, time.monotonic() + WORD_SECONDS
                    await self._show()
            finally:
                self._say("left")

    async def _hear(self, told: Message) -> None:
        if told["what"] == "end":
            await self._tell_end(told["leaf"])
        elif told["page"] == self._page:
            return
        elif told["what"] == "left":
            self._others.pop(told["page"], None)
        else:
            self._others[told["page"]] = (told["device"], time.monotonic())
            if told["what"] == "came":
                self._say("here")

    async def _show(self) -> None:
        heard_since = time.monotonic() - SILENT
        self._others = {page: other for page, other in self._others.items() if other[1] >= heard_since}
        names = sorted({device for device, _ in self._others.values()})
        if names != self._shown:
            self._shown = names
            await self._line.tell("company", {"devices": names})

    async def _tell_end(self, leaf: str) -> None:
        if leaf:
            await self._line.tell("end", {"leaf": leaf})

    def _leaf(self) -> str:
        rows = Conversation.objects.filter(pk=self._conversation_id, owner_id=self._owner_id)
        leaf = rows.values_list("leaf_id", flat=True).first()
        return str(leaf) if leaf else ""

    def _say(self, what: str) -> None:
        self._hub.publish(self._topic, {"what": what, "page": self._page, "device": self._device})
