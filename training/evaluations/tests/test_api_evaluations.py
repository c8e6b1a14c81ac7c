"""Suites, evaluations and the leaderboard over the API and on the pages."""

from typing import Any

import pytest

from accounts.models import User
from accounts.testing import client_of
from jobs.worker.drain import run_waiting
from training.evaluations.models import Evaluation, Suite
from training.evaluations.tests.conftest import ROWS, Suites, Table, one

pytestmark = pytest.mark.django_db


def post(client: Any, path: str, body: Any = None, status: int = 200) -> Any:
    answer = client.post(path, body or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_from_suite_to_report(
    table: Table, suite_of: Suites, alice: User, bob: User, django_assert_max_num_queries: Any
) -> None:
    table.answers = dict(ROWS)
    client, other = client_of(alice), client_of(bob)
    version = suite_of().version
    assert version is not None
    gates = [{"metric": "exact", "rule": "at_least", "value": 1}]
    body = {"name": "Capitals", "dataset": str(version.dataset_id), "metrics": ["exact"], "gates": gates}
    suite = post(client, "/api/v1/evaluation-suites", body, 201)
    assert (suite["dataset_version"], suite["metrics"], suite["most_rows"]) == (str(version.pk), ["exact"], None)
    assert post(client, "/api/v1/evaluation-suites", body, 409)["error"]["code"] == "suite_name_taken"
    assert post(other, "/api/v1/evaluations", {"suite": suite["id"], "targets": [one()]}, 404)
    made = post(client, "/api/v1/evaluations", {"suite": suite["id"], "targets": [one(1), one(2)]}, 201)
    path = f"/api/v1/evaluations/{made['id']}"
    assert (made["state"], made["percent"]) == ("waiting", 0)
    assert post(client, f"{path}/resume", status=409)["error"]["code"] == "evaluation_not_stopped"
    run_waiting(lanes=("bulk",))
    with django_assert_max_num_queries(14):
        found = client.get(path).json()
    assert (found["state"], found["percent"], found["targets"][0]["passes"]) == ("ready", 100, True)
    results = client.get(f"{path}/results?limit=4").json()
    assert [(each["number"], each["position"]) for each in results["results"]] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    rest = client.get(results["next"]).json()["results"]
    assert [(each["number"], each["position"]) for each in rest] == [(3, 1), (3, 2)]
    assert client.get(f"{path}/report").content.startswith(b"%PDF")
    [board] = client.get("/api/v1/leaderboard").json()["suites"]
    assert (board["name"], len(board["rows"]), board["rows"][0]["mean"]["mean"]) == ("Capitals", 2, 1.0)
    changed = client.patch(
        f"/api/v1/evaluation-suites/{suite['id']}",
        {"gates": []},
        content_type="application/json",
        headers={"If-Match": "*"},
    )
    assert changed.json()["gates"] == []
    for address in (path, f"{path}/results", f"{path}/report", f"/api/v1/evaluation-suites/{suite['id']}"):
        assert other.get(address).status_code == 404
    assert client.delete(path).status_code == 204
    assert client.delete(f"/api/v1/evaluation-suites/{suite['id']}").status_code == 204


def test_pages(table: Table, suite_of: Suites, alice: User, bob: User) -> None:
    table.answers = {ROWS[0][0]: "<b>Paris</b>", ROWS[1][0]: Exception}
    client = client_of(alice)
    suite = suite_of()
    client.post(f"/evaluations/suite/{suite.pk}/gates/", {"metric": "exact", "rule": "at_least", "value": "0.5"})
    answer = client.post(
        f"/evaluations/suite/{suite.pk}/start/", {"targets": [f"table:{one(1)['id']}", f"table:{one(2)['id']}"]}
    )
    evaluation = Evaluation.objects.get()
    assert answer.headers["Location"] == f"/evaluations/{evaluation.pk}/"
    address = answer.headers["Location"]
    assert "Waiting" in client.get(address).content.decode()
    run_waiting(lanes=("bulk",))
    page = client.get(address).content.decode()
    assert "&lt;b&gt;Paris" in page
    assert "Not passed" in page
    assert "33.3 %" in page
    for path in (
        f"{address}?show=wrong&after=1",
        f"{address}state/",
        f"{address}report/",
        "/evaluations/",
        "/leaderboard/",
        f"/evaluations/suite/{suite.pk}/",
    ):
        assert client.get(path).status_code == 200, path
    assert client.get(f"{address}report.pdf").headers["Content-Type"] == "application/pdf"
    assert client.get(f"{address}?show=other").status_code == 404
    for path in (address, f"{address}report/", f"/evaluations/suite/{suite.pk}/"):
        assert client_of(bob).get(path).status_code == 404
    made = client.post(
        "/evaluations/make/", {"name": "Second", "dataset": str(suite.version.dataset_id), "most_rows": "2"}
    )  # type: ignore[union-attr]
    second = Suite.objects.get(name="Second")
    assert made.headers["Location"] == f"/evaluations/suite/{second.pk}/"
    refused = client.post("/evaluations/make/", {"name": "Third", "dataset": "nonsense"}, follow=True)
    assert "Choose one of the list." in refused.content.decode()
    client.post(f"{address}remove/")
    client.post(f"/evaluations/suite/{suite.pk}/remove/")
    assert (Suite.objects.count(), Evaluation.objects.count()) == (1, 0)
