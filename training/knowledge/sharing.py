"""Knowledge bases can be shared."""

from accounts.rules.shareables import Shareable, register
from training.knowledge.models import KnowledgeBase


def title_of(base: KnowledgeBase) -> str:
    """Its name."""
    return base.name


register(Shareable(kind="knowledge", model=KnowledgeBase, title_of=title_of, page="knowledge-base"))
