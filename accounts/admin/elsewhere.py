"""The links from a person in the admin to what other apps know about them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.rules.pages_about import pages_about_people


def links_about(person: User, request: HttpRequest) -> SafeString:
    """The links that this member of staff may follow."""
    allowed = [page for page in pages_about_people() if request.user.has_perm(page.permission)]
    links = [(reverse(page.url_name, args=[person.pk]), page.title) for page in allowed]
    return format_html_join(" · ", '<a class="text-primary-600" href="{}">{}</a>', links)
