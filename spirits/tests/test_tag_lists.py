"""Lists that people load again and again carry an ETag, are answered from a copy, and never from an old one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.testing import client_of
from spirits.models import Spirit
from spirits.queries.tool_access import tools_of
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from spirits.tools import all_tools

pytestmark = pytest.mark.django_db
LISTS = ("/api/v1/spirits", "/api/v1/spirits/free", "/api/v1/spirits/tier/free", "/api/v1/spirits/available", "/api/v1/tools",
         "/api/v1/models")  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_who_has_it_gets_a_304(path: str, alice: User) -> None:
    make_free_plan(spirits=[make_spirit(tools=[make_tool(all_tools()[0].name)])])
    client = client_of(alice)
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def names(client: Client, path: str = "/api/v1/spirits") -> list[str]:
    return [each["name"] for each in client.get(path).json()["results"]]


def test_a_change_shows_at_once_and_costs_the_tag(alice: User) -> None:
    spirit, client = make_spirit(name="Healer"), client_of(alice)
    tag = client.get("/api/v1/spirits")["ETag"]
    spirit.name = "Physician"
    spirit.save()
    assert names(client) == ["Physician"]
    assert client.get("/api/v1/spirits", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_is_answered_without_reading_the_catalogue(alice: User) -> None:
    make_spirit(tools=[make_tool()])
    client = client_of(alice)
    names(client)
    with CaptureQueriesContext(connection) as asked:
        assert len(names(client)) == 1
    assert [each["sql"] for each in asked if 'FROM "spirits_spirit"' in each["sql"]] == []


def test_a_retired_spirit_shows_to_who_uses_it_only(alice: User, bob: User) -> None:
    spirit = make_spirit(name="Old")
    make_minion(alice, spirits=[spirit])
    Spirit.objects.filter(pk=spirit.pk).update(state="retired")
    assert names(client_of(bob)) == []
    assert names(client_of(alice)) == ["Old"]


def test_nonsense_is_refused_also_from_a_copy(alice: User) -> None:
    make_spirit()
    client = client_of(alice)
    assert client.get("/api/v1/spirits?tier=free&limit=5").status_code == 200
    assert client.get("/api/v1/spirits?colour=red").status_code == 400
    assert client.get("/api/v1/spirits?tier=golden").status_code == 400
    assert client.get("/api/v1/spirits/free?tier=free").status_code == 400


def test_tools_follow_a_change_of_the_catalogue(alice: User) -> None:
    declared = all_tools()[0]
    spirit = make_spirit(tools=[make_tool(declared.name)])
    make_free_plan(spirits=[spirit])
    assert [each.tool.name for each in tools_of(alice)] == [declared.name]
    row = spirit.spirit_tools.get()
    row.tool.state = "draft"
    row.tool.save()
    assert tools_of(alice) == []
