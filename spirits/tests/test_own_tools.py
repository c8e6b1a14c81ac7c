"""Tools that staff define: prompts and calls of services, versions, spirits that bring them, and whole services at once."""

import json

import pytest

from accounts.testing import client_of, make_staff
from chat.testing import make_scripted_model
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.models import OwnTool, OwnToolVersion, SpiritTool, Tool, ToolCall
from spirits.queries.tool_access import tools_of
from spirits.rules.own_tools import address, filled
from spirits.services.decide_approval import allow_tool
from spirits.services.import_openapi import import_tools
from spirits.services.own_tools import Definition, change_tool, define_tool
from spirits.services.run_tool import Occasion, run_tool
from spirits.testing import make_free_plan, make_spirit, make_tool
from spirits.tools.tests.loopback import served

pytestmark = pytest.mark.django_db
WORD = {"type": "object", "properties": {"word": {"type": "string", "maxLength": 20}}, "required": ["word"]}
KEY = "service-key-7711"
DESCRIPTION = {
    "openapi": "3.1.0",
    "servers": [{"url": "/v1"}],
    "paths": {
        "/tides/{harbour}": {
            "parameters": [{"name": "harbour", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "getTides",
                "summary": "The tides of a harbour.",
                "parameters": [{"name": "days", "in": "query", "schema": {"$ref": "#/components/schemas/Days"}}],
            },
        },
        "/berths": {
            "post": {
                "operationId": "bookBerth",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Booking"}}}},
            },
            "get": {"operationId": "secret", "parameters": [{"name": "X-Role", "in": "header", "required": True}]},
            "put": {
                "operationId": "upload",
                "requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}},
            },
        },
    },
    "components": {
        "schemas": {
            "Days": {"type": "integer", "minimum": 1, "maximum": 7},
            "Booking": {"type": "object", "properties": {"boat": {"type": "string"}}, "required": ["boat"]},
        }
    },
}


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def spirit(db):
    spirit = make_spirit("harbour", tools=[make_tool("calculator_engine")])
    make_free_plan(spirits=[spirit])
    return spirit


def extend(spirit, own):
    SpiritTool.objects.create(spirit=spirit, tool=own.entry, position=9)


def define(staff, slug, **definition):
    return define_tool(
        slug=slug, name=slug.title(), description="Does it.", definition=Definition(**definition), by=staff, now=now()
    )


def call(user, name, **arguments):
    return run_tool(user=user, name=name, arguments=arguments, occasion=Occasion(door="api"), now=now())


def test_a_prompt_is_written_by_the_model_and_a_spirit_is_extended_with_it(alice, staff, spirit):
    make_scripted_model()
    own = define(staff, "rhyme", arguments=WORD, template="[[say A rhyme on {word}.]]", system="You rhyme.")
    assert "rhyme" not in {each.tool.name for each in tools_of(alice)}
    extend(spirit, own)
    done = call(alice, "rhyme", word="boat")
    assert (done.state, done.text, done.spirit) == ("succeeded", "A rhyme on boat.", spirit)
    with pytest.raises(DaimonError) as refused:
        call(alice, "rhyme", word="x" * 21, more=1)
    assert set(refused.value.fields) == {"word", "more"}
    assert "rhyme" in client_of(alice).get("/catalogue/spirits/harbour/").content.decode()


def test_an_http_tool_gets_with_its_key_and_a_change_is_a_version(alice, staff, spirit, settings):
    answers = {"/v1/tides/Sund%2F..": (200, {"content-type": "application/json"}, {"high": "04:10"})}
    with served(answers) as (base, asked):
        settings.OUTBOUND_ALLOWED_HOSTS = [base.partition("//")[2]]
        wanted = Definition(WORD, "read", method="GET", url=f"{base}/v1/tides/{{word}}")
        own = define_tool(
            slug="tides", name="Tides", description="Tides.", definition=wanted, by=staff, now=now(), key=KEY
        )
        extend(spirit, own)
        done = call(alice, "tides", word="Sund/..")
        assert (done.effect, done.data["answer"]) == ("read", {"high": "04:10"})
        assert asked[0][2]["Authorization"] == f"Bearer {KEY}"
        elsewhere = Definition(WORD, "read", method="GET", url="https://else.example/{word}")
        with pytest.raises(DaimonError, match="Enter the key again"):
            change_tool(own=own, definition=elsewhere, by=staff, now=now())
        change_tool(own=own, definition=wanted, by=staff, now=now())
        posting = Definition(WORD, "outbound", method="POST", url=f"{base}/v1/orders")
        change_tool(own=own, definition=posting, by=staff, now=now())
        assert list(own.versions.order_by("number").values_list("number", "method")) == [(1, "GET"), (2, "POST")]
        assert call(alice, "tides", word="rope").state == "waiting"
        allow_tool(user=alice, tool="tides", conversation_id=None, now=now())
        with pytest.raises(DaimonError, match="status 404") as refused:
            call(alice, "tides", word="rope")
        assert refused.value.code == "service_refused"
        assert (asked[-1][0], json.loads(asked[-1][3])) == ("POST", {"word": "rope"})
    assert not any(KEY in json.dumps([each.data, each.error]) for each in ToolCall.objects.all())


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        ({}, "template"),
        ({"template": "x", "url": "https://a.example"}, "template"),
        ({"template": "{word}"}, "template"),
        ({"url": "ftp://a.example", "method": "GET"}, "url"),
        ({"url": "https://{word}.example/", "method": "GET", "arguments": WORD}, "url"),
        ({"url": "https://a.example/{nobody}", "method": "GET"}, "url"),
        ({"url": "https://a.example/", "method": "FETCH"}, "method"),
        ({"url": "https://a.example/", "method": "POST", "effect": "read"}, "effect"),
        ({"template": "x", "arguments": {"type": "array"}}, "arguments"),
    ],
)
def test_what_makes_no_tool_is_refused_by_name(staff, definition, field):
    with pytest.raises(DaimonError) as refused:
        define(staff, "mine", **definition)
    assert list(refused.value.fields) == [field]
    assert not Tool.objects.exists()


@pytest.mark.parametrize("slug", ["calculator_engine", "a__b", "Big", "1st"])
def test_a_name_is_free_and_sound(staff, slug):
    with pytest.raises(DaimonError) as refused:
        define(staff, slug, template="x")
    assert list(refused.value.fields) == ["slug"]


def test_arguments_stay_in_their_place():
    url = "https://a.example/x/{name}?q={q}"
    assert address(url, {"name": "../../admin?x=1", "q": "a&b=c"}, with_query=True) == (
        "https://a.example/x/..%2F..%2Fadmin%3Fx%3D1?q=a%26b%3Dc"
    )
    assert filled("{a} {b}", {"a": "{b}", "b": 2}) == "{b} 2"


def test_a_service_is_brought_in_by_its_description_as_drafts(alice, staff, spirit, settings):
    with served({"/v1/tides/Sund": (200, {"content-type": "application/json"}, {"high": "noon"})}) as (base, asked):
        settings.OUTBOUND_ALLOWED_HOSTS = [base.partition("//")[2]]
        brought = import_tools(text=json.dumps(DESCRIPTION), prefix="port", by=staff, now=now(), base=base)
        assert sorted(own.entry.slug for own in brought.made) == ["port_book_berth", "port_get_tides"]
        assert [name for name, _ in brought.left_out] == ["secret", "upload"]
        tides = OwnTool.objects.get(entry__slug="port_get_tides")
        version = OwnToolVersion.objects.get(own_tool=tides)
        assert version.arguments["properties"]["days"] == {
            "type": "integer",
            "minimum": 1,
            "maximum": 7,
            "description": "",
        }
        assert (tides.entry.state, version.effect) == ("draft", "read")
        extend(spirit, tides)
        assert "port_get_tides" not in {each.tool.name for each in tools_of(alice)}
        tides.entry.state = Tool.State.LIVE
        tides.entry.save()
        assert call(alice, "port_get_tides", harbour="Sund", days=2).data["answer"] == {"high": "noon"}
        assert asked[-1][1] == "/v1/tides/Sund?days=2"
        again = import_tools(text=json.dumps(DESCRIPTION), prefix="port", by=staff, now=now(), base=base)
        assert (again.made, len(again.left_out)) == ([], 4)
    assert OwnToolVersion.objects.get(own_tool__entry__slug="port_book_berth").effect == "outbound"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"swagger": "2.0"}', "a: [", "x" * 400_000, '{"openapi": "3.0.0", "paths": {}}']
)
def test_what_is_no_description_is_refused(staff, text):
    with pytest.raises(DaimonError):
        import_tools(text=text, prefix="port", by=staff, now=now(), base="https://a.example")
    assert not Tool.objects.exists()


def test_staff_define_and_change_one_in_the_admin(staff):
    client = client_of(staff)
    body = {
        "slug": "rhyme", "name": "Rhyme", "description": "Rhymes.", "arguments": json.dumps(WORD), "effect": "read",
        "template": "A rhyme on {word}.", "system": "", "language_model": "", "method": "", "url": "", "header": "", "new_key": "",
        "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0,
    }  # fmt: skip
    client.post("/admin/spirits/owntool/add/", body)
    own = OwnTool.objects.get()
    path = f"/admin/spirits/owntool/{own.pk}/change/"
    assert "A rhyme on {word}." in client.get(path).content.decode()
    refused = client.post(path, body | {"template": "A rhyme on {nobody}."}).content.decode()
    assert "no argument called" in refused
    client.post(path, body | {"template": "Two rhymes on {word}."})
    own.refresh_from_db()
    assert (own.version, own.versions.count()) == (2, 2)
    again = client.post("/admin/spirits/owntool/add/", body, follow=True)
    assert "Nothing was saved." in again.content.decode()
    assert "Rhyme" in client.get("/admin/spirits/owntool/").content.decode()


def test_staff_bring_in_a_service_on_its_page(staff):
    client = client_of(staff)
    path = "/admin/spirits/owntool/openapi/"
    assert client.get(path).status_code == 200
    body = {"prefix_of_names": "port", "text": json.dumps(DESCRIPTION), "base": "https://port.example", "url": ""}
    page = client.post(path, body).content.decode()
    assert ("2 tools made, as drafts." in page, "port_get_tides" in page, "secret: it needs" in page) == (
        True,
        True,
        True,
    )
    assert "This is no OpenAPI description" in client.post(path, body | {"text": "{}"}).content.decode()
