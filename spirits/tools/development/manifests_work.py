"""Manifests, and their check against the schema of Kubernetes."""

from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import yaml

from project.lib.errors import InvalidInput

VERSION = "1.33"
Manifest = dict[str, Any]


def render(given: dict[str, Any]) -> dict[str, Any]:
    """The manifest as YAML, valid, and what is worth a second look."""
    documents = _compose(given) if given["target"] == "compose" else _kubernetes(given)
    if given["target"] == "kubernetes":
        for each in documents:
            _check(each)
    text = yaml.safe_dump_all(documents, sort_keys=False)
    return {"manifest": text, "warnings": _warnings(given)}


def _check(document: Manifest) -> None:
    try:
        kubernetes_validate.validate(document, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        raise InvalidInput.of(
            "name", f"{document['kind']} does not fit Kubernetes {VERSION}: {error.message}"
        ) from error


def _warnings(given: dict[str, Any]) -> list[str]:
    found = []
    last = given["image"].rpartition("/")[2]
    if "@" not in last and (":" not in last or last.endswith(":latest")):
        found.append("The image has no fixed tag: a restart may bring another version.")
    if "health_path" not in given:
        found.append("There is no health check: traffic reaches containers that are not ready.")
    if given["replicas"] == 1:
        found.append("One replica: every restart is an outage.")
    return found


def _kubernetes(given: dict[str, Any]) -> list[Manifest]:
    name = given["name"]
    labels = {"app.kubernetes.io/name": name}
    limits = {"cpu": given["cpu"], "memory": given["memory"]}
    container: Manifest = {
        "name": name,
        "image": given["image"],
        "ports": [{"name": "http", "containerPort": given["port"]}],
        "env": [_variable(each) for each in given["environment"]],
        "resources": {"requests": limits, "limits": limits},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    if path := given.get("health_path"):
        probe = {"httpGet": {"path": path, "port": "http"}}
        container |= {"readinessProbe": probe, "livenessProbe": {**probe, "initialDelaySeconds": 10}}
    return [
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name, "labels": labels},
            "spec": {
                "replicas": given["replicas"],
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
            },
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "labels": labels},
            "spec": {"selector": labels, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]},
        },
    ]


def _variable(each: dict[str, str]) -> Manifest:
    if "secret" in each:
        return {"name": each["name"], "valueFrom": {"secretKeyRef": {"name": each["secret"], "key": each["name"]}}}
    return {"name": each["name"], "value": each["value"]}


def _compose(given: dict[str, Any]) -> list[Manifest]:
    """Secrets are read from the environment compose is started in; memory in compose's own letters."""
    environment = {
        each["name"]: f"${{{each['name']}:?}}" if "secret" in each else each["value"].replace("$", "$$")
        for each in given["environment"]
    }
    cpu = given["cpu"]
    cpus = f"{int(cpu[:-1]) / 1000:g}" if cpu.endswith("m") and cpu[:-1].isdigit() else cpu
    memory = given["memory"].replace("Ki", "k").replace("Mi", "m").replace("Gi", "g")
    limits = {"cpus": cpus, "memory": memory}
    service: Manifest = {
        "image": given["image"],
        "restart": "unless-stopped",
        "expose": [str(given["port"])],
        "environment": environment,
        "security_opt": ["no-new-privileges:true"],
        "deploy": {"replicas": given["replicas"], "resources": {"limits": limits}},
    }
    return [{"services": {given["name"]: service}}]
