"""report_generator."""

REPORT = {
    "title": "Release <1.2>",
    "summary": "Nearly ready.",
    "checks": [
        {"name": "Sign in", "status": "passed"},
        {"name": "Upload", "status": "failed", "detail": "500 | empty"},
        {"name": "Export", "status": "skipped"},
    ],
    "sections": [
        {"heading": "Load", "text": "Seconds per page.", "chart": {"title": "Pages", "labels": ["a", "b"], "values": [2, 4], "unit": "s"}},
        {"heading": "Sizes", "table": {"header": ["File", "Bytes"], "rows": [["x", "12"]]}},
    ],
}  # fmt: skip


def test_checks_are_counted_and_failures_come_first(calc):
    made = calc("report_generator", **REPORT)
    assert made.data["outcome"] == {"passed": 1, "failed": 1, "skipped": 1, "total": 3, "share_passed": 0.5}
    lines = made.data["markdown"].splitlines()
    assert lines[0] == r"# Release \<1.2>"
    assert "| Upload | failed | 500 \\| empty |" in lines
    assert lines.index("| Upload | failed | 500 \\| empty |") < lines.index("| Sign in | passed |  |")
    assert "1 passed (50% of those that ran), 1 failed, 1 skipped." in made.data["markdown"]


def test_the_page_shows_everything_and_no_given_markup(calc):
    made = calc("report_generator", **REPORT, formats=["html"])
    [page] = made.artifacts
    html = page.content.decode()
    assert (page.name, page.mime) == ("report.html", "text/html")
    assert "<title>Release &lt;1.2&gt;</title>" in html
    # The bars are as long as their values are to each other.
    assert 'width="180.0"' in html
    assert 'width="360.0"' in html
    attack = calc("report_generator", title="x", summary="<script>alert(1)</script>", formats=["html"])
    assert b"<script>" not in attack.artifacts[0].content


def test_a_pdf_is_written(calc):
    made = calc("report_generator", **REPORT, formats=["pdf", "markdown"])
    assert made.data["files"] == ["report.pdf", "report.md"]
    content = made.artifacts[0].content
    assert content.startswith(b"%PDF-")
    assert b"%%EOF" in content[-20:]
    assert b"/Title (Release <1.2>)" in content
    assert b"/Count 1" in content


def test_bad_arguments_are_named(calc):
    assert "sections" in calc.refused("report_generator", title="x")
    chart = {"title": "c", "labels": ["a"], "values": [1, 2]}
    assert "sections.0.chart.values" in calc.refused(
        "report_generator", title="x", sections=[{"heading": "h", "chart": chart}]
    )
    assert "formats" in calc.refused("report_generator", title="x", summary="你好", formats=["pdf"])
    assert "checks.0.status" in calc.refused("report_generator", title="x", checks=[{"name": "a", "status": "maybe"}])
