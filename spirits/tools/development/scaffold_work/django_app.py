"""A Django app with its first migration."""

from spirits.tools.development.scaffold_work.parts import IGNORED, Files, one_line, pyproject, readme


def django_app(package: str, name: str, description: str) -> Files:
    """One model, its migration, two endpoints and their tests."""
    model = "".join(part.capitalize() for part in package.split("_")) + "Entry"
    return {
        "README.md": readme(
            name,
            description,
            f"Add `{package}` to INSTALLED_APPS and `path('{package}/', include('{package}.urls'))` to the URLs.",
        ),
        ".gitignore": IGNORED,
        "pyproject.toml": pyproject(package, description, 'dependencies = ["Django>=5.2"]\n'),
        "check_settings.py": f'''
            """Settings for this app's own tests."""

            SECRET_KEY = "only for tests"
            DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}}
            INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "{package}"]
            ROOT_URLCONF = "{package}.urls"
            DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
            USE_TZ = True
        ''',
        f"{package}/__init__.py": f'"""{one_line(description)}"""\n',
        f"{package}/apps.py": f'''
            """The app's name."""

            from django.apps import AppConfig


            class Config(AppConfig):
                """{one_line(name)}."""

                name = "{package}"
        ''',
        f"{package}/models.py": f'''
            """What is kept."""

            from django.db import models


            class {model}(models.Model):
                """One entry with a title that is not empty."""

                title = models.CharField(max_length=200)
                is_done = models.BooleanField(default=False)
                created_at = models.DateTimeField(auto_now_add=True)

                class Meta:
                    ordering = ["-created_at", "-id"]
                    constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="{package}_has_a_title")]

                def __str__(self) -> str:
                    return self.title
        ''',
        f"{package}/migrations/__init__.py": "",
        f"{package}/migrations/0001_initial.py": f'''
            """The first table."""

            from django.db import migrations, models


            class Migration(migrations.Migration):
                """Makes {model}."""

                initial = True
                dependencies = []
                operations = [
                    migrations.CreateModel(
                        name="{model}",
                        fields=[
                            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                            ("title", models.CharField(max_length=200)),
                            ("is_done", models.BooleanField(default=False)),
                            ("created_at", models.DateTimeField(auto_now_add=True)),
                        ],
                        options={{
                            "ordering": ["-created_at", "-id"],
                            "constraints": [models.CheckConstraint(condition=~models.Q(title=""), name="{package}_has_a_title")],
                        }},
                    ),
                ]
        ''',
        f"{package}/views.py": f'''
            """The app's endpoints, as JSON."""

            from django.http import HttpRequest, JsonResponse
            from django.shortcuts import get_object_or_404
            from django.views.decorators.http import require_http_methods

            from {package}.models import {model}


            @require_http_methods(["GET", "POST"])
            def entries(request: HttpRequest) -> JsonResponse:
                """All entries, or a new one."""
                if request.method == "POST":
                    title = request.POST.get("title", "").strip()
                    if not title or len(title) > 200:
                        return JsonResponse({{"title": "1 to 200 characters"}}, status=400)
                    return JsonResponse(shown({model}.objects.create(title=title)), status=201)
                return JsonResponse({{"entries": [shown(entry) for entry in {model}.objects.all()[:100]]}})


            @require_http_methods(["POST"])
            def done(request: HttpRequest, entry_id: int) -> JsonResponse:
                """Mark an entry as done."""
                entry = get_object_or_404({model}, pk=entry_id)
                entry.is_done = True
                entry.save(update_fields=["is_done"])
                return JsonResponse(shown(entry))


            def shown(entry: {model}) -> dict[str, object]:
                """The entry as JSON."""
                return {{"id": entry.pk, "title": entry.title, "is_done": entry.is_done}}
        ''',
        f"{package}/urls.py": f'''
            """The app's addresses."""

            from django.urls import path

            from {package} import views

            urlpatterns = [
                path("", views.entries, name="{package}-entries"),
                path("<int:entry_id>/done/", views.done, name="{package}-done"),
            ]
        ''',
        "tests/test_views.py": """
            import os
            import unittest

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "check_settings")
            import django  # noqa: E402

            django.setup()
            from django.core.management import call_command  # noqa: E402
            from django.test import Client  # noqa: E402
            from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402


            class TestEntries(unittest.TestCase):
                @classmethod
                def setUpClass(cls):
                    setup_test_environment()
                    call_command("migrate", verbosity=0)

                @classmethod
                def tearDownClass(cls):
                    teardown_test_environment()

                def test_an_entry_is_made_listed_and_done(self):
                    client = Client()
                    made = client.post("/", {"title": "Milk"}).json()
                    self.assertEqual(client.get("/").json()["entries"], [made])
                    self.assertTrue(client.post(f"/{made['id']}/done/").json()["is_done"])

                def test_nonsense_is_refused(self):
                    client = Client()
                    self.assertEqual(client.post("/", {"title": " "}).status_code, 400)
                    self.assertEqual(client.post("/99/done/").status_code, 404)
        """,
    }
