"""The pages of datasets: make one from a file, see it read, split it, mark it, delete it; and nobody else's."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from training.datasets.models import Dataset
from training.datasets.tests.conftest import Filled

QA = [{"question": f"What is {number}?", "answer": f"It is {number}."} for number in range(5)]


@pytest.fixture
def desk(alice: User) -> Client:
    return client_of(alice)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_a_file_to_the_rows(desk: Client) -> None:
    assert "No datasets yet" in text(desk.get("/datasets/"))
    raw = "".join(json.dumps(row) + "\n" for row in [*QA, {"question": "?"}]).encode()
    answer = desk.post("/datasets/make/", {"name": "Facts", "tags": "a, b", "file": SimpleUploadedFile("f.jsonl", raw)})
    dataset = Dataset.objects.get()
    assert (answer.status_code, answer["Location"], dataset.tags) == (302, f"/datasets/{dataset.pk}/", ["a", "b"])
    assert "Version 1 is being read" in text(desk.get(f"/datasets/{dataset.pk}/"))
    run_waiting()
    assert "Version 1 is ready" in text(desk.get(f"/datasets/{dataset.pk}/state/"))
    shown = text(desk.get(f"/datasets/{dataset.pk}/"))
    for part in ("What is 4?", "1 row was refused", "answer is missing or empty", "export/?form=parquet"):
        assert part in shown
    assert "5 rows" in text(desk.get("/datasets/"))


def test_what_can_be_done(desk: Client, filled: Filled) -> None:
    pk = filled(QA).dataset_id
    for path, given in (
        ("split", {"train": "50", "validation": "0", "test": "50"}),
        ("dedupe", {"similarity": "1"}),
        ("source", {"name": "conversations"}),
        ("examine", {}),
        ("favourite", {}),
    ):
        assert desk.post(f"/datasets/{pk}/{path}/", given)["Location"] == f"/datasets/{pk}/"
        run_waiting()
    dataset = Dataset.objects.get()
    assert dataset.is_favourite
    assert list(dataset.versions.order_by("number").values_list("made_by", "state")) == [
        ("upload", "ready"), ("split", "ready"), ("dedupe", "ready"), ("source", "failed"),
    ]  # fmt: skip
    assert "Version 4 could not be made. There is no row in it." in text(desk.get(f"/datasets/{pk}/"))
    assert "What is 0?" in text(desk.get(f"/datasets/{pk}/?version=1"))
    assert desk.post(f"/datasets/{pk}/remove/")["Location"] == "/datasets/"
    assert not Dataset.objects.exists()


@pytest.mark.parametrize(
    ("path", "given", "problem"),
    [
        ("split", {"train": "many"}, "Expected a number."),
        ("split", {"train": "50", "validation": "0", "test": "49"}, "make 100 together"),
        ("upload", {}, "Choose a file first."),
        ("hub", {"repository": "a b"}, "Expected a name like owner/dataset."),
    ],
)
def test_nonsense_is_said_on_the_page(
    desk: Client, filled: Filled, path: str, given: dict[str, str], problem: str
) -> None:
    pk = filled(QA).dataset_id
    here = f"http://testserver/datasets/{pk}/"
    answer = desk.post(f"/datasets/{pk}/{path}/", given, headers={"Referer": here}, follow=True)
    assert answer.redirect_chain == [(here, 302)]
    assert problem in text(answer)


def test_nobody_elses(filled: Filled, bob: User) -> None:
    pk = filled(QA).dataset_id
    other = client_of(bob)
    for path in ("", "state/"):
        assert other.get(f"/datasets/{pk}/{path}").status_code == 404
    for path in ("upload", "split", "dedupe", "examine", "favourite", "remove", "hub", "source"):
        given = {
            "train": "80",
            "validation": "10",
            "test": "10",
            "similarity": "1",
            "repository": "a/b",
            "name": "conversations",
        }
        assert other.post(f"/datasets/{pk}/{path}/", given).status_code == 404
    assert Dataset.objects.get().versions.count() == 1


def test_pages_ask_few_questions(
    desk: Client, filled: Filled, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pk = filled(QA).dataset_id
    for _ in range(4):
        filled([{"text": "a"}])
    desk.get("/datasets/")
    with django_assert_max_num_queries(12):
        desk.get("/datasets/")
    with django_assert_max_num_queries(16):
        desk.get(f"/datasets/{pk}/")


@pytest.mark.parametrize("name", ["dataset", "datasetversion"])
def test_staff_see_whose_they_are(staff: User, filled: Filled, name: str) -> None:
    filled(QA)
    shown = text(client_of(staff).get(f"/admin/training/{name}/"))
    assert "Alice" in shown
    assert "What is 0?" not in shown
