"""The question whether the site is ready, also when it answers to its public name only."""

import pytest

from project.settings import web
from project.stack.health import is_ready
from project.testing.site import free_port


def test_a_running_site_is_ready(live_site):
    assert is_ready(port=int(live_site.rpartition(":")[2]))


def test_nothing_is_not_ready():
    assert not is_ready(port=free_port())


@pytest.mark.parametrize(
    ("allowed", "sent"),
    [(["ai.example.org"], "ai.example.org"), ([".example.org"], "example.org"), (["*"], ""), (["x", "127.0.0.1"], "")],
)
def test_the_site_is_asked_by_a_name_it_answers_to(monkeypatch, allowed, sent):
    asked = []

    def note(request, timeout):
        asked.append(request.get_header("Host", ""))
        raise OSError

    monkeypatch.setattr(web, "ALLOWED_HOSTS", allowed)
    monkeypatch.setattr("urllib.request.urlopen", note)
    assert not is_ready()
    assert asked == [sent]
