"""The app's name and label."""

from importlib import import_module

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Conversations, runs, memory and context."""

    name = "chat"
    label = "chat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what gives turns their passages and tools, and what can be shared."""
        import_module("chat.memory.chat_source")
        import_module("chat.upload_source")
        import_module("chat.knowledge_source")
        import_module("chat.memory.chat_tools")
        import_module("chat.engine.minion_tools")
        import_module("chat.sharing")
        import_module("chat.dataset_sources")
        import_module("chat.evaluation_targets")
        import_module("chat.figures")
        import_module("chat.backup_sections")
        import_module("chat.belongings")
        import_module("chat.scheduled_prompts")
        import_module("chat.typed_addresses")
        import_module("chat.services.record_tool_usage")
