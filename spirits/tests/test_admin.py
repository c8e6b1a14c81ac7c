"""The catalogue in the admin: staff's edits, states, spreadsheets, the matrix, and few queries."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.testing import client_of, make_user
from project.lib.spreadsheet import escaped, unescaped
from spirits.models import Bundle, Pairing, Spirit, Tool
from spirits.services.load_catalogue import load_catalogue
from spirits.testing import make_minion

pytestmark = pytest.mark.slow

KINDS = ["category", "spirit", "tool", "pairing", "bundle", "plan", "miniontemplate", "minion"]


@pytest.fixture
def desk(staff: User, catalogue: None) -> Client:
    return client_of(staff)


def listing(kind: str) -> str:
    return reverse(f"admin:spirits_{kind}_changelist")


def fields_of(desk: Client, url: str) -> dict[str, Any]:
    """What the change form would send unchanged."""
    context = desk.get(url).context
    form = context["adminform"].form
    data = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
            data[f"{formset.prefix}-{name}"] = len(formset.initial_forms)
        for number, each in enumerate(formset.initial_forms):
            data |= {f"{formset.prefix}-{number}-{name}": each[name].value() for name in each.fields}
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_opens_with_few_queries(
    desk: Client, alice: User, kind: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        make_minion(alice, spirits=list(Spirit.objects.all()[:3]))
    with django_assert_max_num_queries(10):
        answer = desk.get(listing(kind))
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_searches_and_filters(desk: Client, kind: str) -> None:
    assert desk.get(listing(kind), {"q": "writer"}).status_code == 200
    if kind != "minion":
        assert desk.get(listing(kind), {"edited": "yes"}).context["cl"].result_count == 0


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_every_entry_opens(desk: Client, kind: str, django_assert_max_num_queries: Any) -> None:
    first = desk.get(listing(kind)).context["cl"].result_list[0]
    with django_assert_max_num_queries(40):
        assert desk.get(reverse(f"admin:spirits_{kind}_change", args=[first.pk])).status_code == 200
    assert desk.get(reverse(f"admin:spirits_{kind}_add")).status_code == 200


def test_an_edited_price_is_kept_by_the_next_load(desk: Client) -> None:
    spirit = Spirit.objects.get(slug="healer")
    url = reverse("admin:spirits_spirit_change", args=[spirit.pk])
    answer = desk.post(url, fields_of(desk, url) | {"price_cents": 1234})
    assert answer.status_code == 302
    load_catalogue()
    spirit.refresh_from_db()
    assert spirit.price_cents == 1234
    assert spirit.edited_by_staff_at is not None
    assert spirit.spirit_tools.count() == 4


def test_saving_without_a_change_marks_nothing(desk: Client) -> None:
    url = reverse("admin:spirits_spirit_change", args=[Spirit.objects.get(slug="healer").pk])
    assert desk.post(url, fields_of(desk, url)).status_code == 302
    assert not Spirit.objects.exclude(edited_by_staff_at=None).exists()


def test_a_changed_member_marks_its_entry(desk: Client) -> None:
    spirit = Spirit.objects.get(slug="healer")
    url = reverse("admin:spirits_spirit_change", args=[spirit.pk])
    assert desk.post(url, fields_of(desk, url) | {"spirit_tools-3-unlock_level": 9}).status_code == 302
    spirit.refresh_from_db()
    assert spirit.edited_by_staff_at is not None
    assert spirit.spirit_tools.last().unlock_level == 9


@pytest.mark.parametrize(
    ("given", "field"),
    [({"price_cents": -1}, "price_cents"), ({"unlock_level": 6}, "unlock_level"), ({"tier": "golden"}, "tier")],
)
def test_a_wrong_value_is_refused_on_the_form(desk: Client, given: dict[str, Any], field: str) -> None:
    url = reverse("admin:spirits_spirit_change", args=[Spirit.objects.get(slug="healer").pk])
    answer = desk.post(url, fields_of(desk, url) | given)
    assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, [field])


def test_a_free_spirit_with_a_price_is_refused_on_the_form(desk: Client) -> None:
    url = reverse("admin:spirits_spirit_change", args=[Spirit.objects.get(slug="writer").pk])
    answer = desk.post(url, fields_of(desk, url) | {"price_cents": 100})
    assert answer.status_code == 200
    assert "a_free_spirit_costs_nothing" not in str(answer.context["adminform"].form.errors)
    assert "A free spirit costs nothing" in str(answer.context["adminform"].form.errors)


@pytest.mark.parametrize(("action", "state"), [("retire", "retired"), ("withdraw", "draft"), ("publish", "live")])
def test_states_change_by_actions(desk: Client, action: str, state: str) -> None:
    spirit = Spirit.objects.get(slug="healer")
    Spirit.objects.filter(pk=spirit.pk).update(state="live" if state != "live" else "draft")
    desk.post(listing("spirit"), {"action": action, "_selected_action": [str(spirit.pk)]})
    spirit.refresh_from_db()
    assert (spirit.state, spirit.edited_by_staff_at is not None) == (state, True)
    load_catalogue()
    assert Spirit.objects.get(slug="healer").state == state


def test_nobody_deletes_an_entry(desk: Client) -> None:
    spirit = Spirit.objects.get(slug="healer")
    assert desk.post(reverse("admin:spirits_spirit_delete", args=[spirit.pk]), {"post": "yes"}).status_code == 403


def test_the_matrix_shows_every_pair_twice(desk: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        answer = desk.get(reverse("admin:spirits_pairing_matrix"))
    cells = [cell for _, row in answer.context["rows"] for cell in row if cell]
    assert len(cells) == 18 * 17
    assert sum(cell.percent for cell in cells if cell.percent) == 2 * sum(
        Pairing.objects.values_list("percent", flat=True)
    )


def test_the_matrix_needs_the_right_to_view(catalogue: None) -> None:
    clerk = make_user(is_staff=True)
    assert client_of(clerk).get(reverse("admin:spirits_pairing_matrix")).status_code == 403
    clerk.user_permissions.add(Permission.objects.get(codename="view_pairing"))
    assert client_of(clerk).get(reverse("admin:spirits_pairing_matrix")).status_code == 200


def test_a_pair_is_put_in_order_and_kept_once(desk: Client) -> None:
    one, other = Spirit.objects.get(slug="writer"), Spirit.objects.get(slug="healer")
    low, high = sorted([one, other], key=lambda spirit: spirit.pk)
    url = reverse("admin:spirits_pairing_add")
    assert desk.post(url, {"first": high.pk, "second": low.pk, "percent": 12}).status_code == 302
    pairing = Pairing.objects.get(first=low, second=high)
    assert (pairing.percent, pairing.edited_by_staff_at is not None) == (12, True)
    again = desk.post(url, {"first": low.pk, "second": high.pk, "percent": 5})
    same = desk.post(url, {"first": low.pk, "second": low.pk, "percent": 5})
    assert (again.status_code, same.status_code, Pairing.objects.count()) == (200, 200, 52)


def test_an_export_escapes_formulas(desk: Client) -> None:
    Tool.objects.filter(slug="web_search").update(description="=HYPERLINK(1)", name="@risk")
    answer = desk.post(reverse("admin:spirits_tool_export"), {"format": "0", "resource": ""} | export_fields("tool"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "web_search,'@risk,'=HYPERLINK(1),live" in text


def export_fields(kind: str) -> dict[str, str]:
    names = {"tool": ["slug", "name", "description", "state"], "bundle": ["slug", "price_cents"]}[kind]
    return {f"{kind}resource_{name}": "on" for name in names}


def test_an_import_previews_then_changes_and_marks(desk: Client) -> None:
    file = SimpleUploadedFile(
        "b.csv",
        b"slug,name,icon,price_cents,price_points,is_popular,description,position,state\n"
        b"data-science,Data Science Bundle,X,500,50,0,'=cheap,3,live\n",
        "text/csv",
    )
    url = reverse("admin:spirits_bundle_import")
    preview = desk.post(url, {"format": "0", "import_file": file, "resource": ""})
    assert Bundle.objects.get(slug="data-science").price_cents == 899
    confirm = preview.context["confirm_form"].initial
    answer = desk.post(reverse("admin:spirits_bundle_process_import"), confirm)
    assert answer.status_code == 302
    bundle = Bundle.objects.get(slug="data-science")
    assert (bundle.price_cents, bundle.description, bundle.edited_by_staff_at is not None) == (500, "=cheap", True)
    assert not Bundle.objects.exclude(slug="data-science").exclude(edited_by_staff_at=None).exists()


def test_an_import_of_nonsense_changes_nothing(desk: Client) -> None:
    file = SimpleUploadedFile("b.csv", b"slug,price_cents\ndata-science,-5\n", "text/csv")
    preview = desk.post(reverse("admin:spirits_bundle_import"), {"format": "0", "import_file": file, "resource": ""})
    assert preview.status_code == 200
    assert preview.context["result"].has_validation_errors() or preview.context["result"].has_errors()
    assert Bundle.objects.get(slug="data-science").price_cents == 899


@pytest.mark.parametrize(
    ("plain", "shown"), [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("a=1", "a=1")]
)
def test_formulas_are_escaped(plain: str, shown: str) -> None:
    assert escaped(plain) == shown
    assert unescaped(shown) == plain


def test_minions_are_seen_and_not_touched(desk: Client, alice: User) -> None:
    minion = make_minion(alice, name="Ada", instructions="Private.")
    page = desk.get(reverse("admin:spirits_minion_change", args=[minion.pk]))
    assert page.status_code == 200
    assert b"Private." not in page.content
    assert desk.post(reverse("admin:spirits_minion_change", args=[minion.pk]), {"name": "Bea"}).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_people_who_are_not_staff_do_not_get_in(alice: User, kind: str, catalogue: None) -> None:
    assert client_of(alice).get(listing(kind)).status_code in {302, 403}
