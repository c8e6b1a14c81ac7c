"""Texts in templates, from the parsed template: what ``translate`` and ``blocktranslate`` will ask gettext for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import Engine
from django.template.base import Node, NodeList, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from project.ops.translations.text import Text

IN_FILTER = re.compile(r"[:=]_\(\"([^\"]+)\"\)")  # as in {{ value|default:_("Nothing") }}


def texts_of(path: Path, engine: Engine) -> Iterator[Text]:
    """Every literal text of a template; of one that includes or extends others only its own."""
    source = path.read_text()
    yield from (Text(words.replace("%", "%%")) for words in IN_FILTER.findall(source))
    for node in _walk(Template(source, engine=engine).nodelist):
        if isinstance(node, TranslateNode):
            yield from _of_translate(node)
        elif isinstance(node, BlockTranslateNode):
            yield _of_block(node)


def _walk(nodes: Any) -> Iterator[Node]:
    for node in nodes:
        yield node
        for value in vars(node).values():
            if isinstance(value, NodeList):
                yield from _walk(value)
        for _, branch in getattr(node, "conditions_nodelists", ()):
            yield from _walk(branch)


def _of_translate(node: TranslateNode) -> Iterator[Text]:
    variable = node.filter_expression.var
    literal = variable if isinstance(variable, str) else getattr(variable, "literal", None)
    if isinstance(literal, str) and literal:
        yield Text(literal.replace("%", "%%"), context=_literal(node.message_context))


def _of_block(node: BlockTranslateNode) -> Text:
    words, _ = node.render_token_list(node.singular)
    plural = node.render_token_list(node.plural)[0] if node.plural else ""
    return Text(words, plural=plural, context=_literal(node.message_context))


def _literal(expression: Any) -> str:
    found = getattr(getattr(expression, "var", None), "literal", "") if expression else ""
    return str(found or "")
