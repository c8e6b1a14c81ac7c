"""Asks the site itself whether it is ready; ``python -m project.stack.health`` is the containers' health check."""

import sys
import urllib.error
import urllib.request

from project.settings import web

ANSWER_SECONDS = 1.0
PORT = 8000


def is_ready(host: str = "127.0.0.1", port: int = PORT, *, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether the site at this address of this machine answers that everything it needs is there."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    address = f"http://{f'[{reached}]' if ':' in reached else reached}:{port}/health/ready"
    request = urllib.request.Request(address, headers=_name(reached))
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - http to this machine
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _name(reached: str) -> dict[str, str]:
    """The Host header: a site that answers to its public names only is asked by the first of them."""
    allowed = [name.removeprefix(".") for name in web.ALLOWED_HOSTS]
    known = {"*", reached, f"[{reached}]"} & set(allowed)
    return {} if known or not allowed else {"Host": allowed[0]}


if __name__ == "__main__":
    sys.exit(0 if is_ready(seconds=4) else 1)
