"""The template tags every page uses."""

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from project.ops.templatetags.daimon import initial, tint


def fill(source: str, **context: object) -> str:
    return Template("{% load daimon %}" + source).render(Context(context))


def test_an_icon_is_decoration_unless_it_is_named() -> None:
    assert fill('{% icon "send" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/img/icons.svg#send"></use></svg>'
    )
    assert 'role="img" aria-label="Send &lt;now&gt;"' in fill('{% icon "send" label=label %}', label="Send <now>")


def test_an_unknown_icon_stops_the_page() -> None:
    with pytest.raises(TemplateSyntaxError, match="'sned'"):
        fill('{% icon "sned" %}')


def test_markdown_is_safe_html() -> None:
    assert fill("{{ text|markdown }}", text="**a** <b>") == "<p><strong>a</strong> &lt;b&gt;</p>\n"


def test_the_same_name_has_the_same_colour() -> None:
    assert {tint("alice") for _ in range(3)} == {tint("alice")}
    assert {tint(str(number)) for number in range(100)} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(("name", "letter"), [("alice", "A"), ("  öl", "Ö"), ("", "·"), ("🎭 mask", "M")])
def test_a_picture_shows_the_first_letter(name: str, letter: str) -> None:
    assert initial(name) == letter


class Form(forms.Form):
    name = forms.CharField(help_text="Your name")
    note = forms.CharField(required=False)
    agree = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput)


def test_a_field_ties_label_help_and_error_together() -> None:
    html = fill("{% field form.name %}", form=Form({"name": ""}))
    assert '<label class="field-label" for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">Your name<' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "optional" in fill("{% field form.note %}", form=Form())
    assert "optional" not in fill("{% field form.name %}", form=Form())


def test_a_checkbox_stands_before_its_label_and_a_hidden_field_has_none() -> None:
    assert '<label class="check" for="id_agree"><input type="checkbox"' in fill("{% field form.agree %}", form=Form())
    assert "label" not in fill("{% field form.secret %}", form=Form())


def test_what_is_wrong_with_a_hidden_field_is_said_above_the_others() -> None:
    html = fill('{% include "components/_form_fields.html" %}', form=Form({"name": "a", "agree": "on"}))
    assert html.count('role="alert"') == 1
    assert html.index("This field is required.") < html.index("Name")


@pytest.mark.parametrize(
    ("cookie", "preferred", "shown"),
    [
        ("dark", "", "dark"),
        ("light", "dark", "light"),
        ("system", "dark", ""),
        ("", "dark", "dark"),
        ("", "system", ""),
        ('"><script>', "", ""),
        ("", "", ""),
    ],
)
def test_this_browsers_theme_comes_before_the_persons(cookie: str, preferred: str, shown: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert fill("{% theme preferred %}", request=request, preferred=preferred) == shown
