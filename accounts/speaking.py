"""Which language somebody is told things in while they are not there to ask for one."""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation

from accounts.models import User
from project.ops.translations.sentences import learn_sentences


def speaking_to(user: User) -> AbstractContextManager[None]:
    """Within the block texts, dates and numbers are in the person's language, or in the site's where they chose none."""
    language = user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    if language != "en":
        learn_sentences(language)
    return translation.override(language)
