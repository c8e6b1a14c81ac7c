"""docs/api-quickstart.md, run word for word."""

import re
import subprocess

import pytest
from django.conf import settings
from django.core.management import call_command

from chat.models import Message
from chat.testing import make_scripted_model


@pytest.mark.slow
def test_the_quickstart_works_as_printed(live_site: str) -> None:
    call_command("load_catalogue", verbosity=0)
    make_scripted_model()
    text = (settings.BASE_DIR / "docs" / "api-quickstart.md").read_text()
    script = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={"BASE": live_site, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "event: end" in done.stdout
    assert '"state":"completed"' in done.stdout
    question, answer = Message.objects.order_by("id")
    assert question.content == "What can you do?"
    assert answer.content
    assert answer.author == "Helper"
