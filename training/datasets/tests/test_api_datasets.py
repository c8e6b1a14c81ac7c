"""Datasets over the API: made, filled from a file, looked at, downloaded, and nobody else's."""

import io
import json
from typing import Any

import polars
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from training.datasets.models import Dataset
from training.datasets.tests.conftest import Filled

QA = [{"question": f"What is {number}?", "answer": f"=It is {number}."} for number in range(5)]


@pytest.fixture
def desk(alice: User) -> Client:
    return client_of(alice)


def posted(desk: Client, path: str, body: Any = None, **headers: str) -> Any:
    return desk.post(f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def test_the_whole_way(desk: Client) -> None:
    made = posted(desk, "datasets/", {"name": "Facts", "licence": "CC0-1.0", "tags": ["Numbers", "numbers"]})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert (made.json()["tags"], made.json()["row_count"]) == (["numbers"], None)
    raw = "".join(json.dumps(row) + "\n" for row in [*QA, {"question": "?"}]).encode()
    sent = desk.post(f"/api/v1/datasets/{pk}/upload/", {"file": SimpleUploadedFile("facts.jsonl", raw)})
    assert sent.status_code == 201, sent.content
    assert (sent.json()["number"], sent.json()["state"], sent.json()["recipe"]["file"]) == (
        1,
        "building",
        "facts.jsonl",
    )
    assert desk.get(f"/api/v1/datasets/{pk}/samples/").json()["error"]["code"] == "dataset_not_ready"
    run_waiting()
    shown = desk.get(f"/api/v1/datasets/{pk}/").json()
    assert (shown["row_count"], shown["shape"], shown["version_number"], shown["newest_state"]) == (5, "qa", 1, "ready")
    report = desk.get(f"/api/v1/datasets/{pk}/report/?version=1").json()
    assert report["report"]["rows"][0]["row"] == 6
    page = desk.get(f"/api/v1/datasets/{pk}/samples/?limit=2").json()
    assert [each["number"] for each in page["results"]] == [1, 2]
    assert [each["number"] for each in desk.get(page["next"]).json()["results"]] == [3, 4]
    assert posted(desk, f"datasets/{pk}/split/", {"train": 50, "test": 50}).status_code == 201
    run_waiting()
    assert posted(desk, f"datasets/{pk}/dedupe/").status_code == 201
    run_waiting()
    assert posted(desk, f"datasets/{pk}/examine/").status_code == 202
    assert [each["number"] for each in desk.get(f"/api/v1/datasets/{pk}/versions/").json()["results"]] == [3, 2, 1]
    assert desk.delete(f"/api/v1/datasets/{pk}/").status_code == 204
    assert not Dataset.objects.exists()


def test_downloads_in_every_form(desk: Client, filled: Filled) -> None:
    pk = filled(QA).dataset_id

    def got(form: str) -> bytes:
        answer: Any = desk.get(f"/api/v1/datasets/{pk}/export/?form={form}&version=1")
        assert answer["Content-Disposition"] == f'attachment; filename="dataset-v1.{form}"'
        return b"".join(answer.streaming_content)

    lines = [json.loads(line) for line in got("jsonl").splitlines()]
    assert lines == [{**row, "split": "train"} for row in QA]
    assert got("csv").decode().splitlines()[:2] == ["question,answer,context,split", "What is 0?,'=It is 0.,,train"]
    assert polars.read_parquet(io.BytesIO(got("parquet"))).to_dicts() == lines


def test_what_is_wrong_is_named(desk: Client, filled: Filled) -> None:
    said = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
    pk = filled([{"messages": said}]).dataset_id
    for path, field in (
        (f"datasets/{pk}/export/?form=xml", "form"),
        (f"datasets/{pk}/export/?form=csv", "format"),
        (f"datasets/{pk}/samples/?split=all", "split"),
        (f"datasets/{pk}/report/?version=one", "version"),
        (f"datasets/{pk}/samples/?order=x", "order"),
    ):
        answer = desk.get(f"/api/v1/{path}")
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    assert desk.get(f"/api/v1/datasets/{pk}/report/?version=7").status_code == 404
    taken = posted(desk, "datasets/", {"name": "Set 1"})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "dataset_name_taken")
    for body, field in (({"train": 50, "test": 51}, "train"), ({"train": "all"}, "train")):
        answer = posted(desk, f"datasets/{pk}/split/", body)
        assert answer.status_code == 400
        assert field in answer.json()["error"]["fields"]


def test_changes_favourites_and_filters(desk: Client, filled: Filled) -> None:
    pk = filled(QA).dataset_id
    filled([{"text": "a"}])
    etag = desk.get(f"/api/v1/datasets/{pk}/")["ETag"]
    changed = desk.patch(
        f"/api/v1/datasets/{pk}/",
        json.dumps({"is_favourite": True, "tags": ["x"]}),
        content_type="application/json",
        headers={"If-Match": etag},
    )
    assert (changed.status_code, changed.json()["is_favourite"]) == (200, True)
    for query in ("favourite=true", "tag=X", "shape=qa", "q=set 1"):
        assert [each["id"] for each in desk.get(f"/api/v1/datasets/?{query}").json()["results"]] == [str(pk)]


def test_sources_and_the_hub(desk: Client, alice: User) -> None:
    names = [each["name"] for each in desk.get("/api/v1/datasets/sources/").json()]
    assert names == ["conversations", "voted_answers"]
    pk = posted(desk, "datasets/", {"name": "Mine"}).json()["id"]
    made = posted(desk, f"datasets/{pk}/import-source/", {"name": "conversations"})
    assert (made.status_code, made.json()["made_by"]) == (201, "source")
    assert posted(desk, f"datasets/{pk}/import-source/", {"name": "diary"}).json()["error"]["fields"].keys() == {"name"}
    answer = posted(desk, f"datasets/{pk}/import-hub/", {"repository": "a/b/c"})
    assert answer.json()["error"]["fields"].keys() == {"repository"}
    assert (
        posted(desk, f"datasets/{pk}/import-hub/", {"repository": "a/b"}).json()["error"]["code"] == "dataset_not_ready"
    )


def test_nobody_elses(filled: Filled, bob: User) -> None:
    pk = filled(QA).dataset_id
    other = client_of(bob)
    for path in ("", "samples/", "versions/", "report/", "export/"):
        assert other.get(f"/api/v1/datasets/{pk}/{path}").status_code == 404
    for path in ("split/", "dedupe/", "examine/"):
        assert (
            posted(other, f"datasets/{pk}/{path}", {"train": 50, "test": 50} if path == "split/" else {}).status_code
            == 404
        )
    assert other.delete(f"/api/v1/datasets/{pk}/").status_code == 404
    assert other.get("/api/v1/datasets/").json()["results"] == []


def test_the_list_asks_few_questions(
    desk: Client, filled: Filled, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        filled([{"text": "a"}])
    desk.get("/api/v1/datasets/")
    with django_assert_max_num_queries(6):
        assert len(desk.get("/api/v1/datasets/").json()["results"]) == 5
