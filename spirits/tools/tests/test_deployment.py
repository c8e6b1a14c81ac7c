"""deployment_manager."""

import pytest
import yaml

from spirits.queries.workspace import files_of, read_file

SHOP = {"name": "shop", "image": "registry.example/shop:1.2.0", "health_path": "/healthz"}


def test_a_kubernetes_manifest_is_rendered_and_valid(use, alice):
    made = use("deployment_manager", action="render", **SHOP, environment=[{"name": "KEY", "secret": "shop-keys"}])
    deployment, service = yaml.safe_load_all(made.data["manifest"])
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    assert container["env"][0]["valueFrom"]["secretKeyRef"] == {"name": "shop-keys", "key": "KEY"}
    assert container["readinessProbe"]["httpGet"]["path"] == "/healthz"
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]
    assert made.data["warnings"] == []
    assert not files_of(alice).exists()


def test_a_compose_file_is_rendered(use):
    environment = [{"name": "KEY", "secret": "x"}, {"name": "PRICE", "value": "5$"}]
    made = use("deployment_manager", action="render", target="compose", **SHOP, environment=environment)
    service = yaml.safe_load(made.data["manifest"])["services"]["shop"]
    assert service["environment"] == {"KEY": "${KEY:?}", "PRICE": "5$$"}
    assert service["deploy"]["resources"]["limits"] == {"cpus": "0.5", "memory": "256m"}


def test_releases_are_kept_and_rolled_back(use, alice):
    for version in ("1", "2"):
        use("deployment_manager", action="release", name="shop", image=f"shop:{version}")
    made = use("deployment_manager", action="rollback", name="shop")
    assert (made.data["release"], made.data["releases"]) == (3, [1, 2, 3])
    assert b"image: shop:1\n" in read_file(alice, "deployments/shop/current.yaml")
    assert use("deployment_manager", action="list", name="shop").data["releases"] == [1, 2, 3]
    assert list(use.refused("deployment_manager", action="rollback", name="shop", release=9)) == ["release"]


def test_what_is_risky_is_said(use):
    made = use("deployment_manager", action="render", name="shop", image="shop:latest", replicas=1)
    assert len(made.data["warnings"]) == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"action": "render", "name": "Shop!", "image": "a:1"}, "name"),
        ({"action": "render", "name": "shop"}, "image"),
        ({"action": "rollback", "name": "shop"}, "release"),
        ({"action": "render", **SHOP, "memory": "lots"}, "memory"),
        ({"action": "render", **SHOP, "environment": [{"name": "A"}]}, "environment.0"),
        ({"action": "render", **SHOP, "environment": [{"name": "A B", "value": ""}]}, "environment.0.name"),
    ],
)
def test_a_bad_call_is_named(use, given, field):
    assert list(use.refused("deployment_manager", **given)) == [field]
