"""Calls of one provider wait in line beyond its caps, and its keys take turns."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of, make_staff
from project.lib.http import close_pools
from project.lib.ids import uuid7
from project.ops.services.reseal import Resealed, reseal_everything
from training.models import Provider, ProviderKey
from training.providers.errors import ProviderBusy, ProviderError, ProviderRefused, RateLimited
from training.providers.gate import Gate
from training.providers.guarded import GuardedProvider
from training.providers.keyring import KeyedProvider
from training.providers.loopback import OpenAIServer
from training.providers.openai_compatible import OpenAICompatibleProvider
from training.providers.protocol import ChatRequest, InLine, TextDelta, Turn
from training.services.open_provider import keyed_client_of
from training.services.provider_keys import keys_of, sealed
from training.testing import make_provider


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as running:
        settings.OUTBOUND_ALLOWED_HOSTS = [running.address]
        yield running
        await close_pools()


def asked(words: str = "[[say Hi]]") -> ChatRequest:
    return ChatRequest(model="scripted", messages=(Turn(role="user", content=words),))


async def places_of(gate: Gate) -> list[int]:
    return [place async for place in gate.enter()]


async def until_waiting(gate: Gate, count: int) -> None:
    async with asyncio.timeout(5):
        while gate.waiting < count:
            await asyncio.sleep(0.001)


class TestGate:
    async def test_who_finds_a_place_is_told_nothing(self) -> None:
        assert [await places_of(Gate()) for _ in range(3)] == [[], [], []]

    async def test_the_line_moves_up(self) -> None:
        gate = Gate()
        gate.most_at_once = 1
        await places_of(gate)
        first = asyncio.create_task(places_of(gate))
        await until_waiting(gate, 1)
        second = asyncio.create_task(places_of(gate))
        await until_waiting(gate, 2)
        gate.leave()
        assert await first == [1]
        await asyncio.sleep(1.1)
        gate.leave()
        assert await second == [2, 1]
        assert (gate.running, gate.waiting) == (1, 0)

    async def test_so_many_begin_in_a_minute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("training.providers.gate.MINUTE", 0.4)
        gate = Gate()
        gate.most_per_minute = 2
        started = asyncio.get_running_loop().time()
        for _ in range(5):
            await places_of(gate)
            gate.leave()
        assert 0.75 <= asyncio.get_running_loop().time() - started < 5

    async def test_a_full_line_and_a_long_wait_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("training.providers.gate.MOST_WAITING", 1)
        monkeypatch.setattr("training.providers.gate.QUEUE_SECONDS", 0.2)
        gate = Gate()
        gate.most_at_once = 1
        await places_of(gate)
        waits = asyncio.create_task(places_of(gate))
        await until_waiting(gate, 1)
        with pytest.raises(ProviderBusy):
            await places_of(gate)
        with pytest.raises(ProviderBusy, match="1 calls were in line"):
            await waits
        assert (gate.running, gate.waiting) == (1, 0)

    async def test_who_leaves_the_line_takes_no_place(self) -> None:
        gate = Gate()
        gate.most_at_once = 1
        await places_of(gate)
        waits = [asyncio.create_task(places_of(gate)) for _ in range(3)]
        await until_waiting(gate, 3)
        waits[0].cancel()
        gate.leave()
        waits[1].cancel()
        await asyncio.gather(*waits[:2], return_exceptions=True)
        async with asyncio.timeout(5):
            await waits[2]
        assert (gate.running, gate.waiting) == (1, 0)


async def test_a_call_beyond_the_cap_is_told_its_place(server: OpenAIServer) -> None:
    provider = OpenAICompatibleProvider(base_url=server.base_url)
    guarded = GuardedProvider(provider, provider_id=uuid7(), most_at_once=1)
    async with aclosing(guarded.chat_stream(asked("[[delay 0.05]] [[words 5]]"))) as first:
        await anext(first)
        async with aclosing(guarded.chat_stream(asked())) as second:
            assert await anext(second) == InLine(1)
            assert len(server.received) == 1
            async for _ in first:
                pass
            assert isinstance(await anext(second), TextDelta)


def ring_of(server: OpenAIServer, *keys: str) -> KeyedProvider:
    clients = [(uuid7(), OpenAICompatibleProvider(base_url=server.base_url, api_key=key)) for key in keys]
    return KeyedProvider(clients, provider_id=uuid7())


async def words_of(provider: KeyedProvider, words: str = "[[say Hi]]") -> str:
    events = [each async for each in provider.chat_stream(asked(words))]
    return "".join(each.text for each in events if isinstance(each, TextDelta))


def keys_seen(server: OpenAIServer) -> list[str]:
    return [each.headers["authorization"].removeprefix("Bearer ") for each in server.received]


class TestKeys:
    async def test_they_take_turns(self, server: OpenAIServer) -> None:
        ring = ring_of(server, "a", "b", "c")
        for _ in range(6):
            await words_of(ring)
        assert sorted(keys_seen(server)) == ["a", "a", "b", "b", "c", "c"]

    async def test_a_refused_key_rests_and_the_others_answer(self, server: OpenAIServer) -> None:
        server.api_key = "good"
        ring = ring_of(server, "bad", "good")
        assert [await words_of(ring) for _ in range(8)] == ["Hi"] * 8
        assert keys_seen(server).count("bad") == 1

    async def test_a_limited_key_rests_as_long_as_it_is_told(self, server: OpenAIServer) -> None:
        ring = ring_of(server, "a", "b")
        server.fault, server.fault_count = "limited", 1
        assert [await words_of(ring) for _ in range(5)] == ["Hi"] * 5
        limited = keys_seen(server)[0]
        assert keys_seen(server).count(limited) == 1

    async def test_when_all_are_refused_the_last_refusal_is_told(self, server: OpenAIServer) -> None:
        server.api_key = "other"
        with pytest.raises(ProviderRefused):
            await words_of(ring_of(server, "a", "b"))
        assert len(server.received) == 2
        server.api_key, server.fault = "", "limited"
        with pytest.raises(RateLimited):
            await words_of(ring_of(server, "a", "b"))

    @pytest.mark.parametrize("fault", ["broken", "half_stream"])
    async def test_other_failures_try_no_other_key(self, server: OpenAIServer, fault: str) -> None:
        server.fault = fault
        with pytest.raises(ProviderError):
            await words_of(ring_of(server, "a", "b"))
        assert len(server.received) == 1

    async def test_embeddings_and_lists_go_on_too(self, server: OpenAIServer) -> None:
        server.api_key = "good"
        ring = ring_of(server, "bad", "good")
        assert len((await ring.embed(["x"], "scripted/embed")).vectors) == 1
        assert await ring.models()


@pytest.mark.django_db
class TestPool:
    def test_keys_are_added_shown_without_themselves_and_removed(self, alice: User, bob: User) -> None:
        provider = make_provider(owner=alice, key="own-key")
        client, address = client_of(alice), f"/api/v1/providers/{provider.pk}/keys"
        made = client.post(address, {"name": "Second", "api_key": "second-key"}, content_type="application/json")
        assert made.status_code == 201
        assert "second-key" not in made.content.decode() + client.get(address).content.decode()
        assert [key for _, key in keys_of(provider)] == ["own-key", "second-key"]
        assert isinstance(keyed_client_of(provider), KeyedProvider)
        again = client.post(address, {"name": "Second", "api_key": "x"}, content_type="application/json")
        assert (again.status_code, list(again.json()["error"]["fields"])) == (409, ["name"])
        assert client_of(bob).get(address).status_code == 404
        one = f"{address}/{made.json()['id']}"
        assert [client_of(bob).delete(one).status_code, client.delete(one).status_code] == [404, 204]
        assert client.delete(one).status_code == 404

    @pytest.mark.parametrize("key", ["", "with blank", "ünïcode", "x" * 4_001])
    def test_nonsense_is_no_key(self, alice: User, key: str) -> None:
        provider = make_provider(owner=alice, key="own-key")
        address = f"/api/v1/providers/{provider.pk}/keys"
        refused = client_of(alice).post(address, {"name": "n", "api_key": key}, content_type="application/json")
        assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["api_key"])
        assert ProviderKey.objects.count() == 0

    def test_further_keys_never_move_to_another_server(self, alice: User) -> None:
        provider = make_provider(owner=alice, key="own-key")
        ProviderKey.objects.create(provider=provider, name="Second", encrypted_key=sealed("second"))
        moved = client_of(alice).patch(
            f"/api/v1/providers/{provider.pk}",
            {"base_url": "https://elsewhere.example/v1", "api_key": "new"},
            content_type="application/json",
            headers={"if-match": client_of(alice).get(f"/api/v1/providers/{provider.pk}")["ETag"]},
        )
        assert (moved.status_code, moved.json()["error"]["code"]) == (400, "key_needed_for_new_address")
        assert Provider.objects.get().base_url == "https://models.example/v1"

    def test_caps_are_set_and_lifted(self, alice: User) -> None:
        provider = make_provider(owner=alice)
        client, address = client_of(alice), f"/api/v1/providers/{provider.pk}"

        def change(**body: int | None) -> tuple[int, object, object]:
            match = {"if-match": client.get(address)["ETag"]}
            answer = client.patch(address, body, content_type="application/json", headers=match)
            told = answer.json()
            return answer.status_code, told.get("most_at_once"), told.get("most_per_minute")

        assert change(most_at_once=3, most_per_minute=100) == (200, 3, 100)
        assert change(most_at_once=None) == (200, None, 100)
        assert change(most_at_once=0)[0] == 400

    def test_new_encryption_keys_seal_the_pool_too(self, alice: User) -> None:
        provider = make_provider(owner=alice, key="own-key")
        ProviderKey.objects.create(provider=provider, name="Second", encrypted_key=sealed("second"))
        assert reseal_everything() == Resealed(2, 0)
        assert [key for _, key in keys_of(provider)] == ["own-key", "second"]

    def test_probes_are_listed(self, alice: User) -> None:
        provider = make_provider(owner=alice, base_url="http://127.0.0.1:9/v1")
        client = client_of(alice)
        client.post(f"/api/v1/providers/{provider.pk}/test")
        (probe,) = client.get(f"/api/v1/providers/{provider.pk}/probes").json()
        assert (probe["is_healthy"], probe["code"]) == (False, "provider_not_allowed")

    def test_staff_edit_the_pool(self) -> None:
        provider = make_provider(key="own-key")
        client = client_of(make_staff())
        page = client.get(f"/admin/training/provider/{provider.pk}/change/")
        assert page.status_code == 200
        assert "further key" in page.content.decode().lower()
        assert json.dumps("own-key") not in page.content.decode()
