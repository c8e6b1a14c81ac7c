"""The written settings, dependencies and containers agree with the code."""

import re

import pytest
import yaml

from project.settings.env import BASE_DIR, declared
from project.settings.reference import CONFIGURATION, EXAMPLE, configuration, example

ALLOWED_OUTSIDE = {"POSTGRES_PASSWORD", "WEB_BIND"}
SERVICES = {"postgres", "redis", "setup", "web", "worker", "beat"}


def test_the_configuration_page_lists_every_setting():
    assert CONFIGURATION.read_text() == configuration(), "run: ./daimon manage document_settings"


def test_the_example_lists_every_setting():
    assert EXAMPLE.read_text() == example(), "run: ./daimon manage document_settings"
    assert str(BASE_DIR) not in EXAMPLE.read_text()


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-clients.txt",
        "requirements-observability.txt",
        "requirements-training.txt",
    ],
)
def test_every_requirement_is_pinned_and_has_its_reason(name):
    lines = [line for line in (BASE_DIR / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
    reasons = (BASE_DIR / "docs" / "dependencies.md").read_text()
    for line in lines:
        package = re.fullmatch(r"([A-Za-z0-9._-]+)(\[[a-z,-]+\])?==[^=<>~*\s]+", line)
        assert package, f"{line} in {name} is not pinned to one version"
        assert f"| {package.group(1)} |" in reasons, f"{package.group(1)} has no line in docs/dependencies.md"


def test_no_listed_dependency_is_gone():
    names = (
        "requirements",
        "requirements-dev",
        "requirements-clients",
        "requirements-observability",
        "requirements-training",
        "requirements-training-tests",
    )
    pins = "".join((BASE_DIR / f"{name}.txt").read_text() for name in names)
    pinned = set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", pins, re.MULTILINE))
    listed = re.findall(
        r"^\| ([A-Za-z0-9._-]+) \| (?!Why)", (BASE_DIR / "docs" / "dependencies.md").read_text(), re.MULTILINE
    )
    assert sorted(listed, key=str.lower) == sorted(pinned, key=str.lower)


@pytest.fixture(scope="module")
def compose():
    """docker-compose.yml, read."""
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())


def test_compose_runs_the_same_processes_with_health_checks(compose):
    assert set(compose["services"]) == SERVICES
    for name in ("postgres", "redis", "worker", "beat"):
        assert compose["services"][name]["healthcheck"]["test"]
    assert "HEALTHCHECK" in (BASE_DIR / "Dockerfile").read_text()  # web's own
    assert set(compose["volumes"]) == {"postgres", "redis", "data"}


def test_compose_sets_only_settings_that_exist(compose):
    environment = compose["services"]["web"]["environment"]
    assert set(environment) <= set(declared)
    used = set(re.findall(r"\$\{([A-Z_]+)", (BASE_DIR / "docker-compose.yml").read_text()))
    assert used <= set(declared) | ALLOWED_OUTSIDE


def test_compose_has_no_default_password(compose):
    assert compose["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_the_image_runs_as_an_unprivileged_user():
    lines = (BASE_DIR / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER daimon"]
    assert sum(line.startswith("FROM") for line in lines) == 2
