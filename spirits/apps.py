"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class SpiritsConfig(AppConfig):
    """The catalogue, minions, tools and the economy."""

    name = "spirits"
    label = "spirits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what has a history and can be shared, where people stand, the models and keys that plans open, what of this app is in a backup, and what training does to minions."""
        import_module("spirits.history")
        import_module("spirits.sharing")
        import_module("spirits.queries.economy.standing")
        import_module("spirits.queries.models_of_plan")
        import_module("spirits.queries.keys_of_plan")
        import_module("spirits.services.backup_sections")
        import_module("spirits.belongings")
        import_module("spirits.figures")
        import_module("spirits.training_desk")
