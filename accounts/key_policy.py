"""Who may use API keys at all. Plans are known further up: whoever knows them registers what they say."""

from collections.abc import Callable

from accounts.errors import KeysNotInPlan
from accounts.models import User

Policy = Callable[[User], bool]
_policies: list[Policy] = []


def register_key_policy(policy: Policy) -> None:
    """Let this be asked, too, each time somebody makes or uses a key; it must be cheap."""
    _policies.append(policy)


def require_keys(user: User) -> None:
    """Raise KeysNotInPlan when the person's programs may not come in."""
    if not all(policy(user) for policy in _policies):
        raise KeysNotInPlan
