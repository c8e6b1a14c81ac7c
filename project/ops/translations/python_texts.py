"""Texts in Python: what is marked for gettext, and the plain sentences that pages translate when they show them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from project.ops.translations.sentences import CONTEXT
from project.ops.translations.text import Text

SINGLE = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
PLURAL = frozenset({"ngettext", "ngettext_lazy"})
CHOICES = frozenset({"TextChoices", "IntegerChoices"})
NOTICES = frozenset({"success", "info", "warning", "error"})  # of django.contrib.messages
LABELS = frozenset({"label", "help_text"})
SAYING = frozenset({"of", "refuse", "refused", "_refused", "add_error", "_wrong"})  # the last argument is the sentence
TOLD = frozenset({"title", "body"})
PROBLEMS = "problems"  # a dict of what is wrong, by field
NOT_FOR_PEOPLE = frozenset(
    {"ValueError", "TypeError", "RuntimeError", "CommandError", "KeyError", "AssertionError", "ImproperlyConfigured"}
)


def marked_texts(path: Path) -> Iterator[Text]:
    """What a module marks for gettext."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, ast.Call):
            continue
        name, words = _name(node.func), [_constant(each) for each in node.args]
        if name in SINGLE and words[:1] and words[0]:
            yield Text(words[0])
        elif name in PLURAL and len(words) > 1 and words[0] and words[1]:
            yield Text(words[0], plural=words[1])


def plain_texts(path: Path) -> Iterator[Text]:
    """What pages translate as they show it: labels of choices and form fields, titles of jobs, notices, and sentences of errors."""
    source = path.read_bytes()
    has_forms = b"from django import forms" in source
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
            if has_forms:
                yield from (
                    Text(word) for each in node.keywords if each.arg in LABELS and (word := _constant(each.value))
                )
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from _of_error(node.exc)
        elif isinstance(node, ast.Assign):
            yield from (Text(word) for each in _problems(node) if (word := _constant(each)))


def sentences_with_values(path: Path) -> Iterator[Text]:
    """The f-strings among them, as templates whose values are called a, b, c; see ``project.ops.translations.sentences``."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        said: list[ast.expr] = []
        if (
            isinstance(node, ast.Raise)
            and isinstance(node.exc, ast.Call)
            and _name(node.exc.func) not in NOT_FOR_PEOPLE
        ):
            said = node.exc.args
        elif isinstance(node, ast.Call) and _name(node.func) == "notify":
            said = [each.value for each in node.keywords if each.arg in TOLD]
        elif isinstance(node, ast.Call) and (_name(node.func) in NOTICES or _name(node.func) in SAYING):
            said = node.args[-1:]
        elif isinstance(node, ast.Assign):
            said = _problems(node)
        for each in said:
            yield from (Text(words, context=CONTEXT) for part in _parts(each) if (words := _template(part)))


def _problems(node: ast.Assign) -> list[ast.expr]:
    """The sentences that ``problems[field] = [...]`` puts at a field."""
    target = node.targets[0]
    is_theirs = isinstance(target, ast.Subscript) and _name(target.value) == PROBLEMS
    return list(node.value.elts) if is_theirs and isinstance(node.value, ast.List) else []


def _parts(node: ast.expr) -> list[ast.expr]:
    """The two sides of a choice between sentences."""
    return [*_parts(node.body), *_parts(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _template(node: ast.expr) -> str:
    """The f-string with places for its values; empty where there is no sentence around them."""
    if not isinstance(node, ast.JoinedStr):
        return ""
    names = iter("abcdefghijklmnopqrstuvwxyz")
    parts = [_constant(each) if isinstance(each, ast.Constant) else None for each in node.values]
    words = "".join(f"%({next(names)})s" if part is None else part.replace("%", "%%") for part in parts)
    around = "".join(part for part in parts if part)
    return words if " " in around.strip() and any(map(str.isalpha, around)) else ""


def _of_call(node: ast.Call) -> Iterator[Text]:
    name, words = _name(node.func), [_constant(each) for each in node.args]
    if name == "job":
        yield from (Text(word) for each in node.keywords if each.arg == "title" and (word := _constant(each.value)))
    elif name == "notice_kind" and len(words) > 1:
        yield Text(words[1])
    elif name == "notify":
        yield from (Text(word) for each in node.keywords if each.arg in TOLD and (word := _constant(each.value)))
    elif (name in NOTICES and len(words) > 1 and words[1]) or (
        name == "of" and len(words) == 2 and words[0] and words[1]
    ):
        yield Text(words[1])


def _of_class(node: ast.ClassDef) -> Iterator[Text]:
    is_choice = any(_name(base) in CHOICES for base in node.bases)
    for line in node.body:
        if not isinstance(line, ast.Assign):
            continue
        if (is_choice and isinstance(line.value, ast.Tuple) and (word := _constant(line.value.elts[-1]))) or (
            _name(line.targets[0]) == "message" and (word := _constant(line.value))
        ):
            yield Text(word)


def _of_error(call: ast.Call) -> Iterator[Text]:
    if call.args and _name(call.func) not in NOT_FOR_PEOPLE and _name(call.func) != "of":
        word = _constant(call.args[0])
        if word and " " in word:
            yield Text(word)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
