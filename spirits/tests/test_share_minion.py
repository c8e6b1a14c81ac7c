"""A minion is shared: its readers look at it and make copies of their own."""

import pytest

from accounts.models import Share, User
from accounts.services.shares import share
from accounts.testing import client_of
from spirits.models import Minion
from spirits.testing import make_free_plan, make_minion, make_spirit

pytestmark = pytest.mark.django_db


@pytest.fixture
def minion(alice: User) -> Minion:
    """Alice's, with a spirit everybody may use."""
    make_free_plan(spirits=[free := make_spirit("writer")])
    return make_minion(alice, spirits=[free], name="Pilot", instructions="Keep course.")


def test_a_reader_looks_copies_and_changes_nothing(alice: User, bob: User, charlie: User, minion: Minion) -> None:
    address, page = f"/api/v1/minions/{minion.pk}", f"/minions/{minion.pk}/"
    reader = client_of(bob)
    assert reader.get(address).status_code == 404
    share(user=alice, kind="minion", object_id=minion.pk, email=bob.email)
    assert reader.get(address).json()["instructions"] == "Keep course."
    assert reader.get(f"{address}/export").json()["minion"]["name"] == "Pilot"
    assert "Keep course." in reader.get(f"{page}shared/").content.decode()
    assert client_of(charlie).get(f"{page}shared/").status_code == 404
    refused = [
        reader.get(page),
        reader.get(f"{address}/versions"),
        reader.patch(address, {"name": "Mine"}, content_type="application/json", headers={"If-Match": "*"}),
        reader.post(f"{address}/archive"),
        reader.delete(address),
        reader.post(f"{page}delete/"),
    ]
    assert {answer.status_code for answer in refused} == {404}
    minion.refresh_from_db()
    assert (minion.name, minion.archived_at) == ("Pilot", None)
    copied = reader.post(f"{address}/clone")
    assert copied.status_code == 201
    copy = Minion.objects.get(owner=bob)
    assert (copy.name, copy.instructions) == ("Pilot (copy)", "Keep course.")


def test_a_deleted_minion_is_not_shared_any_more(alice: User, bob: User, minion: Minion) -> None:
    share(user=alice, kind="minion", object_id=minion.pk, email=bob.email)
    minion.delete()
    assert Share.objects.count() == 0
