"""accessibility_checker."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

GOOD = """<!doctype html><html lang="en"><head><title>Cats</title></head><body><main>
<h1>Cats</h1><h2>Food</h2><img src="a.png" alt="A cat eats"><a href="/cats">All cats</a>
<form><label for="n">Name</label><input id="n"><label>Age <input type="number"></label><button>Send</button></form>
<p style="color:#000;background-color:#fff">Text</p><table><tr><th>A</th></tr><tr><td>1</td></tr></table>
</main></body></html>"""


def rules(calc, html, **more):
    return [(each["rule"], each["line"]) for each in calc("accessibility_checker", html=html, **more).data["findings"]]


def test_a_good_page_has_no_findings(calc):
    data = calc("accessibility_checker", html=GOOD).data
    assert data["findings"] == []
    assert "image-alt" in data["passed_rules"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (' lang="en"', "", "page-language"),
        (' lang="en"', ' lang="english language"', "page-language"),
        ("<title>Cats</title>", "<title> </title>", "page-title"),
        (' alt="A cat eats"', "", "image-alt"),
        ('alt="A cat eats"', 'alt="IMG_1.png"', "image-alt"),
        ('<label for="n">Name</label>', "", "field-label"),
        ("All cats</a>", "</a>", "control-name"),
        ("All cats</a>", "click here</a>", "link-purpose"),
        ("<h2>Food</h2>", "<h4>Food</h4>", "heading-order"),
        ("color:#000", "color:#777", "contrast"),
        ("<button>", '<button tabindex="3">', "focus-order"),
        ("<h2>Food</h2>", '<h2>Food</h2><div onclick="x()">Go on</div>', "keyboard"),
        ("<h2>Food</h2>", '<h2 id="n">Food</h2>', "unique-id"),
        ("<th>A</th>", "<td>A</td>", "table-headers"),
        ("<title>", '<meta name="viewport" content="user-scalable = no"><title>', "zoom"),
        ("<h2>Food</h2>", '<div aria-hidden="true"><a href="/x">x</a></div>', "hidden-focus"),
        ("<h2>Food</h2>", '<video src="a.mp4"></video>', "media"),
    ],
)
def test_one_fault_gives_one_finding(calc, old, new, rule):
    broken = GOOD.replace(old, new)
    assert broken != GOOD
    assert [name for name, _ in rules(calc, broken)] == [rule]


def test_the_line_element_and_criterion_are_told(calc):
    [found] = calc("accessibility_checker", html='<p>Hello</p>\n<p>x</p>\n<img src="cat.png">').data["findings"]
    assert (found["line"], found["wcag"], found["element"]) == (3, "1.1.1", '<img src="cat.png">')


def test_large_text_needs_less_contrast(calc):
    style = "color:#949494;background-color:#fff"  # 3.03 to 1
    assert rules(calc, f'<p style="{style};font-size:24px">Large</p>') == []
    assert rules(calc, f'<p style="{style};font-size:16px">Small</p>') == [("contrast", 1)]
    assert rules(calc, f'<p style="{style};font-size:16px">Small</p>', level="A") == []


@pytest.fixture
def site():
    """A server on loopback with one page whose picture has no alt text, and a text file."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = GOOD.replace(' alt="A cat eats"', "").encode()
            self.send_response(200 if self.path in ("/", "/plain") else 404)
            self.send_header("content-type", "text/plain" if self.path == "/plain" else "text/html; charset=utf-8")
            self.send_header("content-length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *arguments):
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_page_is_fetched_from_an_allowed_host(calc, site, settings):
    settings.OUTBOUND_ALLOWED_HOSTS = (site,)
    data = calc("accessibility_checker", url=f"http://{site}/").data
    assert [each["rule"] for each in data["findings"]] == ["image-alt"]
    assert list(calc.refused("accessibility_checker", url=f"http://{site}/none")) == ["url"]
    assert list(calc.refused("accessibility_checker", url=f"http://{site}/plain")) == ["url"]


def test_a_private_address_is_refused(calc, site):
    assert calc.refused("accessibility_checker", url=f"http://{site}/") == "address_refused"


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "html"), ({"html": "<p>x", "url": "https://example.org"}, "html"), ({"html": "just words"}, "html")],
)
def test_a_bad_call_names_the_argument(calc, given, field):
    assert list(calc.refused("accessibility_checker", **given)) == [field]
