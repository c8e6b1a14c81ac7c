"""What people change about themselves."""

from accounts.models import User


def update_profile(
    *,
    user: User,
    name: str | None = None,
    time_zone: str | None = None,
    theme: str | None = None,
    language: str | None = None,
) -> User:
    """Set what is given and return the person; absent parts stay as they are."""
    given = {"name": name, "time_zone": time_zone, "theme": theme, "language": language}
    changed = {field: value for field, value in given.items() if value is not None}
    for field, value in changed.items():
        setattr(user, field, value)
    if changed:
        user.save(update_fields=list(changed))
    return user
