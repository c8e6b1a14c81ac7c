"""The catalogue as spreadsheets: rows are found by slug, and what comes in counts as edited by staff."""

from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, ForeignKeyWidget

from project.lib.clock import now
from project.lib.spreadsheet import escaped, unescaped
from spirits.models import Bundle, Category, MinionTemplate, Plan, Spirit, Tool


class SafeText(CharWidget):
    """Text that no spreadsheet takes for a formula, on the way out and back."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """The escaped text."""
        shown = super().render(value, obj, **kwargs)
        return escaped(shown) if isinstance(shown, str) else shown

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The text as it was."""
        text = super().clean(value, row, **kwargs)
        return unescaped(text) if isinstance(text, str) else text


class CatalogueResource(ModelResource):
    """Reads and writes plain columns; members (tools, spirits) are edited on their pages."""

    WIDGETS_MAP = {**ModelResource.WIDGETS_MAP, "CharField": SafeText, "TextField": SafeText, "SlugField": SafeText}

    class Meta:
        abstract = True
        import_id_fields = ("slug",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """From now on load_catalogue leaves the row alone."""
        instance.edited_by_staff_at = now()


class CategoryResource(CatalogueResource):
    """Categories."""

    class Meta(CatalogueResource.Meta):
        abstract = False
        model = Category
        fields = ("slug", "name", "description", "position")


class ToolResource(CatalogueResource):
    """Tools."""

    class Meta(CatalogueResource.Meta):
        abstract = False
        model = Tool
        fields = ("slug", "name", "description", "state")


class SpiritResource(CatalogueResource):
    """Spirits; the category by slug."""

    category = Field("category", "category", widget=ForeignKeyWidget(Category, "slug"))

    class Meta(CatalogueResource.Meta):
        abstract = False
        model = Spirit
        fields = (
            "slug",
            "name",
            "category",
            "icon",
            "tier",
            "price_cents",
            "price_points",
            "unlock_rank",
            "unlock_level",
            "summary",
            "description",
            "position",
            "state",
        )


class BundleResource(CatalogueResource):
    """Bundles."""

    class Meta(CatalogueResource.Meta):
        abstract = False
        model = Bundle
        fields = (
            "slug",
            "name",
            "icon",
            "price_cents",
            "price_points",
            "is_popular",
            "description",
            "position",
            "state",
        )


class PlanResource(CatalogueResource):
    """Plans."""

    class Meta(CatalogueResource.Meta):
        abstract = False
        model = Plan
        fields = (
            "slug",
            "name",
            "price_cents",
            "discount_percent",
            "monthly_points",
            "max_minions",
            "max_spirits_per_minion",
            "has_api_access",
            "support",
            "description",
            "position",
            "state",
        )


class TemplateResource(CatalogueResource):
    """Minion templates."""

    class Meta(CatalogueResource.Meta):
        abstract = False
        model = MinionTemplate
        fields = ("slug", "name", "icon", "group", "purpose", "instructions", "position", "state")
