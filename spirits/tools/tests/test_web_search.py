"""web_search."""

import pytest

from spirits.tools.tests.loopback import served

RESULTS = {
    "results": [
        {
            "title": "Zugspitze",
            "url": "https://www.a.example/z?utm_source=x",
            "content": "It is <b>2962</b> m high.",
            "engines": ["one"],
        },
        {"title": "Zugspitze again", "url": "https://a.example/z/#top", "content": "Same page."},
        {"title": "Other", "url": "https://b.example/o", "content": "More."},
        {"title": "Bad", "url": "javascript:alert(1)", "content": ""},
    ]
}


@pytest.fixture
def engine(settings):
    """Sets up a loopback search engine that gives this answer; tells what it was asked."""
    running = []

    def start(answer, path="/search", **more):
        server = served({path: answer})
        base, asked = server.__enter__()
        running.append(server)
        settings.SEARCH_URL = base
        settings.OUTBOUND_ALLOWED_HOSTS = [base.partition("//")[2]]
        for name, value in more.items():
            setattr(settings, name, value)
        return asked

    yield start
    for server in running:
        server.__exit__(None, None, None)


def test_results_of_searxng_come_deduplicated(calc, engine):
    asked = engine((200, {}, RESULTS))
    found = calc("web_search", query="height zugspitze", language="de", period="year").data
    assert [each["url"] for each in found["results"]] == ["https://www.a.example/z?utm_source=x", "https://b.example/o"]
    assert found["results"][0]["snippet"] == "It is 2962 m high."
    assert asked[0][1] == "/search?q=height+zugspitze&format=json&language=de&time_range=year&pageno=1"


def test_brave_is_asked_with_its_key(calc, engine):
    answer = {"web": {"results": [{"title": "T", "url": "https://a.example/", "description": "D"}]}}
    asked = engine((200, {}, answer), "/res/v1/web/search", SEARCH_KIND="brave", SEARCH_API_KEY="k-1")
    assert [each["title"] for each in calc("web_search", query="x").data["results"]] == ["T"]
    assert {name.lower(): value for name, value in asked[0][2].items()}["x-subscription-token"] == "k-1"


def test_the_count_is_kept(calc, engine):
    engine((200, {}, RESULTS))
    assert calc("web_search", query="x", count=1).data["count"] == 1


def test_without_an_engine_it_says_how_to_set_one_up(calc, settings):
    settings.SEARCH_URL = ""
    assert calc.refused("web_search", query="x") == "tool_unavailable"


@pytest.mark.parametrize(
    "answer", [(403, {}, "no"), (429, {}, ""), (200, {}, "<html>"), (200, {}, {"other": 1}), (500, {}, "")]
)
def test_an_engine_that_fails_is_no_empty_result(calc, engine, answer):
    engine(answer)
    assert calc.refused("web_search", query="x") == "tool_unavailable"


def test_a_private_engine_that_is_not_allowed_is_refused(calc, engine, settings):
    engine((200, {}, RESULTS))
    settings.OUTBOUND_ALLOWED_HOSTS = []
    assert calc.refused("web_search", query="x") == "address_refused"


def test_bad_arguments_are_named(calc):
    assert "query" in calc.refused("web_search", query="")
    assert "count" in calc.refused("web_search", query="x", count=500)
    assert "period" in calc.refused("web_search", query="x", period="century")
