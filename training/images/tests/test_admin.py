"""Staff sees every folder at a glance, and compares and repairs them."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from accounts.testing import client_of
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import MakeFolder

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/training/imagefolder/"


@pytest.fixture
def admin_page(staff: User) -> Client:
    staff.is_superuser = True
    staff.save()
    return client_of(staff)


def act(page: Client, action: str, *folders: object) -> str:
    answer = page.post(LIST, {"action": action, "_selected_action": [str(each.pk) for each in folders]}, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_list_answers_at_a_glance(
    admin_page: Client,
    alice: User,
    make_folder: MakeFolder,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        make_folder(alice, "a.png", "b.png", folder=f"folder{number}")
    with django_assert_max_num_queries(10):
        answer = admin_page.get(LIST)
    assert answer.status_code == 200
    assert "folder4" in answer.content.decode()
    assert admin_page.get(f"{LIST}add/").status_code == 403


def test_staff_compares_and_repairs(admin_page: Client, alice: User, make_folder: MakeFolder) -> None:
    whole, broken = make_folder(alice, "a.png"), make_folder(alice, "a.png", folder="broken")
    Path(broken.path, "image_metadata.json").unlink()
    told = act(admin_page, "verify_selected", whole, broken)
    assert "beach: all layers agree on 1 images." in told
    assert "broken: 2 in file." in told
    assert "broken: 2 mended, 0 left." in act(admin_page, "repair_selected", broken)
    assert verify_folder(folder=broken).is_whole
    Path(broken.path).rename(Path(broken.path).with_name("gone"))
    assert "cannot be opened" in act(admin_page, "verify_selected", broken)
