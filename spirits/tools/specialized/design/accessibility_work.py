"""Reads HTML and asks every rule of it."""

from collections import Counter
from typing import Any, TypeAlias

from lxml import etree, html

from project.lib.errors import InvalidInput
from spirits.tools.specialized.design.page_rules_work import RULES, Page, Rule

Element: TypeAlias = html.HtmlElement
MOST_ELEMENTS = 50_000
SEVERITIES = ("critical", "serious", "moderate", "minor")


def check(content: bytes, *, is_utf8: bool, level: str) -> dict[str, Any]:
    """Findings, worst first, how many of each severity, and the rules that found nothing."""
    page = Page(_parsed(content, is_utf8), is_whole=b"<html" in content.lower() or b"<body" in content.lower())
    findings, passed = [], []
    for rule in RULES:
        if level == "A" and rule.level == "AA":
            continue
        hits = [_told(page, rule, element, problem) for element, problem in rule.finds(page)]
        findings += hits
        if not hits:
            passed.append(rule.name)
    findings.sort(key=lambda each: (SEVERITIES.index(each["severity"]), each["line"]))
    counts = Counter(each["severity"] for each in findings)
    return {"findings": findings, "counts": {each: counts[each] for each in SEVERITIES}, "passed_rules": passed}


def _parsed(content: bytes, is_utf8: bool) -> Element:
    parser = html.HTMLParser(encoding="utf-8" if is_utf8 else None, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InvalidInput.of("html", "There is no HTML in this.") from error
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise InvalidInput.of("html", f"A page may have {MOST_ELEMENTS:,} elements.")
    if not any(True for _ in root.iterdescendants("*")) or b"<" not in content:
        raise InvalidInput.of("html", "There is no HTML in this.")
    return root


def _told(page: Page, rule: Rule, element: Element, problem: str) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "wcag": rule.wcag,
        "level": rule.level,
        "severity": rule.severity,
        "line": element.sourceline or 1,
        "element": page.opening(element),
        "path": page.path(element),
        "problem": problem,
        "remedy": rule.remedy,
    }
