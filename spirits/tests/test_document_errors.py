"""Every error code of the catalogue, of minions and of tools is documented, with its status."""

from pathlib import Path

from project.lib.errors import DaimonError
from spirits import errors
from spirits.catalogue import CatalogueInvalid
from spirits.own_tools.declaring import ServiceRefused
from spirits.served.errors import ServedToolFailed, ServerFailed
from spirits.served.grants import SignInFailed, SignInNeeded

DOCS = Path(__file__).parents[2] / "docs"
PAGE = "".join(
    (DOCS / name).read_text() for name in ("catalogue.md", "tool-calls.md", "tool-servers.md", "own-tools.md")
)


def test_documents_every_error() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) >= 25
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    for kind in [*own, CatalogueInvalid, ServerFailed, ServedToolFailed, ServiceRefused, SignInFailed, SignInNeeded]:
        assert any(f"`{kind.code}`" in row and f"| {kind.status} |" in row for row in rows), kind.code
