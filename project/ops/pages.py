"""Pages that belong to no app: the living style page and the offline page."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# The colours shown, each with a class of its own in static/css/style.css.
SWATCHES = (
    "page surface sunken hover selected ink ink-soft ink-faint line line-strong accent accent-soft accent-ink "
    "good good-soft warn warn-soft bad bad-soft note note-soft"
)

ANSWER_EXAMPLE = """A file is already a sequence of lines:

```python
from pathlib import Path

with Path("notes.txt").open() as file:  # closes by itself
    for number, line in enumerate(file, start=1):
        print(f"{number:3} {line}", end="")
```

| Way | Memory | Good for |
|:----|-------:|:---------|
| `for line in file` | one line | any size |
| `read_text()` | the whole file | small files |

1. **Large files** are no problem this way.
2. Encodings other than UTF-8 are named: `open(encoding="latin-1")`.

> Lines keep their line end, hence `end=""`.

- [x] read
- [ ] write

More in the [documentation](https://docs.python.org/3/tutorial/inputoutput.html).
"""


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every part pages are made of, drawn by the very templates and styles the pages use."""
    context = {"swatches": SWATCHES.split(), "answer_example": ANSWER_EXAMPLE}
    return render(request, "pages/style.html", context)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone or a desktop needs to keep the site as an application."""
    sizes = [
        {"src": static(f"img/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    content = {
        "name": "Daimon",
        "short_name": "Daimon",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf9f7",
        "theme_color": "#0b6b72",
        "icons": [*sizes, {**sizes[-1], "purpose": "maskable"}],
        "shortcuts": [{"name": _("New chat"), "url": "/chat/"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the offline page; it stands at the root because it may only answer for what is below it."""
    path = finders.find("js/service-worker.js") or settings.STATIC_ROOT / "js/service-worker.js"
    answer = HttpResponse(Path(str(path)).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser keeps to show when there is no connection."""
    return render(request, "pages/offline.html")
