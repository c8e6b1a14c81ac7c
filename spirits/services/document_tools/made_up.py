"""What was written for the page: answers of models and services, documents, and a web page."""

GREETING = "[[say Salve!]]"
FORMAL = "[[say We must resolve this matter as soon as possible.]]"
GERMAN = "[[say Hallo ⟦0⟧, willkommen!]]"
STORY = (
    "[[say # The Second Lamp\n\nThe letter was in her own hand. Light the second lamp, it said. She did, and at dawn a boat "
    "lay safe below. Then she sat down and wrote the letter.]]"
)
HARBOUR = """# Opening times

The lock of the harbour opens at six in the morning and closes at ten at night. High water is at noon on Mondays.
"""
WATER = """# Drinking

An adult should drink about 1.5 litres of water a day. In hot weather an adult should drink 2.5 litres, spread over the day.
"""
FLAW = {
    "id": "MADE-UP-2026-1",
    "summary": "A flaw made up for this page",
    "database_specific": {"severity": "HIGH"},
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "django"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "3.0"}, {"fixed": "3.2.99"}]}],
        }
    ],
}
HITS = [
    {
        "title": "Zugspitze", "url": "https://example.org/zugspitze?utm_source=mail", "engines": ["made-up"],
        "content": "The Zugspitze is <b>2,962 m</b> high.",
    },
    {"title": "Zugspitze", "url": "https://www.example.org/zugspitze", "engines": ["made-up"], "content": "The same page."},
    {"title": "Peaks", "url": "https://example.com/peaks", "engines": ["made-up"], "content": "A list of peaks."},
]  # fmt: skip
ARTICLE = """<!doctype html><html lang="en"><head><title>Bees in winter</title>
<meta name="author" content="Ann Lee"><meta property="og:site_name" content="The Daily Bee">
<meta property="article:published_time" content="2026-02-20"></head>
<body><p>Bees keep warm. <a href="https://example.com/study">A study</a> says how.</p><a href="/contact">Contact</a></body></html>
"""
