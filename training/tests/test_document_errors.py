"""Every error code of providers and models is documented, with its status and whether a retry may help."""

from pathlib import Path

from project.lib.errors import DaimonError
from training import errors, providers

PAGE = (Path(__file__).parents[2] / "docs" / "models-and-providers.md").read_text()


def test_documents_the_errors_of_providers_servers() -> None:
    kinds = [
        kind
        for kind in vars(providers).values()
        if isinstance(kind, type) and issubclass(kind, providers.ProviderError)
    ]
    assert len(kinds) == 16
    for kind in kinds:
        if kind is not providers.ProviderError:
            assert f"| `{kind.code}` | {kind.status} | {'yes' if kind.retry_may_help else 'no'} |" in PAGE
            assert kind.message.endswith(".")


def test_documents_the_errors_of_our_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DaimonError)]
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 7
    for kind in own:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE
