"""A loaded catalogue, and a card gateway on loopback."""

from collections.abc import Iterator
from typing import Any

import pytest

from jobs.testing.worker import worker_process
from project.testing.card_front import KEY, SECRETS, CardFront, card_front
from project.testing.site import another_web_process, site_environment
from spirits.services.load_catalogue import load_catalogue


@pytest.fixture
def catalogue(db: None) -> None:
    """The delivered catalogue."""
    load_catalogue()


@pytest.fixture(scope="session")
def _card_front() -> Iterator[CardFront]:
    """One stand-in of the gateway for the worker's tests."""
    with card_front() as front:
        yield front


@pytest.fixture
def cards(_card_front: CardFront, settings: Any) -> Iterator[CardFront]:
    """The card gateway that this test's payments reach, without faults at its start."""
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_API_BASE = _card_front.address
    settings.STRIPE_WEBHOOK_SECRETS = SECRETS
    settings.PUBLIC_URL = "https://shop.example"
    yield _card_front
    _card_front.control("faults")


@pytest.fixture(scope="module")
def _card_processes(_card_front: CardFront, django_db_setup: None) -> Iterator[str]:
    """A site and a worker that take cards, for the tests of one file."""
    environment = {
        **site_environment(),
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_API_BASE": _card_front.address,
        "STRIPE_WEBHOOK_SECRETS": ",".join(SECRETS),
    }
    with another_web_process(environment) as address, worker_process(environment=environment):
        yield address


@pytest.fixture
def card_site(cards: CardFront, settings: Any, transactional_db: None, _card_processes: str) -> Iterator[str]:
    """The address of a site that takes cards; messages of the gateway reach it."""
    settings.PUBLIC_URL = ""
    cards.control("webhook", url=f"{_card_processes}/webhooks/stripe/", secrets=list(SECRETS))
    yield _card_processes
    cards.control("webhook", url="", secrets=[])
