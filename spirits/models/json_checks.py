"""What the database checks of a list kept as JSON."""

from django.db.models import BooleanField, F, Func


def is_list_of_at_most(field: str, most: int) -> Func:
    """The condition that a JSON column holds a list, and no longer one than that."""
    kept = "jsonb_typeof(%(expressions)s) = 'array'"
    return Func(
        F(field),
        template=f"CASE WHEN {kept} THEN jsonb_array_length(%(expressions)s) <= {most} ELSE false END",
        output_field=BooleanField(),
    )
