"""markdown_generator: a document from its parts, read back to prove that it says what was given."""

import re
from collections.abc import Iterable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from project.lib.errors import InvalidInput
from spirits.tools import Budget, Context, NewArtifact, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, record, text, yes_or_no

CELL = text("One cell.", most=1_000, least=0)
TABLE = record(
    "A table.",
    required="header rows",
    header=many("The columns' names.", CELL, most=30),
    rows=many("The rows, each as long as the header.", many("One row.", CELL, most=30), most=500, least=0),
    align=many("How each column is aligned.", choice("One.", "left", "center", "right", "none"), most=30),
)
CODE = record(
    "A block of code.",
    required="content",
    content=text("The code.", most=50_000),
    language=text("Its language, such as python.", most=40, pattern=r"^[\w+#.-]*$", least=0),
)
ITEM = text("One entry.", most=2_000)
SECTION = record(
    "A part of the document; its pieces come in the order text, bullets, numbered, tasks, table, code, quote.",
    heading=text("Its heading.", most=300),
    level=integer("How deep the heading is; the title is 1.", 2, 6),
    text=text("Paragraphs, parted by empty lines.", most=50_000),
    bullets=many("A list.", ITEM, most=500),
    numbered=many("A numbered list.", ITEM, most=500),
    tasks=many(
        "A list to tick off.",
        record("One task.", required="text", text=ITEM, done=yes_or_no("Whether it is done.")),
        most=500,
    ),
    table=TABLE,
    code=CODE,
    quote=text("A quotation.", most=10_000),
)
ARGUMENTS = arguments(
    required="sections",
    title=text("The document's title.", most=300),
    sections=many("The parts.", SECTION, most=200),
    contents=yes_or_no("Whether to put a list of contents with links first.", default=False),
    text_is=choice("Whether texts are plain, or hold inline Markdown.", "plain", "markdown", default="plain"),
    file_name=text("Also keep it as a file of this name.", most=100, pattern=r"^[\w .-]+$"),
)


@tool(
    "markdown_generator",
    "Writes valid GitHub-flavoured Markdown from sections, lists, tables and code, with a list of contents.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {"markdown": {"type": "string"}, "headings": {"type": "integer"}, "tables": {"type": "integer"}},
        "required": ["markdown"],
    },
    budget=Budget(seconds=10),
    example={"title": "Plan", "sections": [{"heading": "Today", "bullets": ["Write", "Rest"]}], "contents": True},
)
def markdown_generator(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The document, read back before it is given."""
    document = Document(arguments)
    markdown = document.markdown()
    counted = document.proven(markdown)
    name = arguments.get("file_name")
    files = (NewArtifact(_with_ending(name), "text/markdown", markdown.encode()),) if name else ()
    return ToolResult({"markdown": markdown, **counted}, markdown, files)


def _with_ending(name: str) -> str:
    return name if name.lower().endswith((".md", ".markdown")) else f"{name}.md"


class Document:
    """The parts of a document, and how each is written."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.title = given.get("title", "")
        self.sections = given["sections"]
        self.has_contents = given["contents"]
        self.is_plain = given["text_is"] == "plain"
        self.slugs: dict[str, int] = {}
        for number, section in enumerate(self.sections):
            _check(section, f"sections.{number}")

    def markdown(self) -> str:
        """The whole document, ending in one line break."""
        body = [block for section in self.sections for block in self._section(section)]
        head = [f"# {self._line(self.title)}"] if self.title else []
        return "\n\n".join([*head, *self._contents(), *body]) + "\n"

    def _contents(self) -> list[str]:
        if not self.has_contents:
            return []
        if self.title:
            self._slug(self.title)
        headed = [section for section in self.sections if "heading" in section]
        top = min((section.get("level", 2) for section in headed), default=2)
        lines = [
            f"{'  ' * (section.get('level', 2) - top)}- [{self._line(section['heading'])}](#{self._slug(section['heading'])})"
            for section in headed
        ]
        return ["\n".join(lines)] if lines else []

    def _slug(self, heading: str) -> str:
        """The anchor that GitHub gives the heading."""
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        count = self.slugs.get(slug, 0)
        self.slugs[slug] = count + 1
        return f"{slug}-{count}" if count else slug

    def _section(self, section: dict[str, Any]) -> Iterable[str]:
        if "heading" in section:
            yield f"{'#' * section.get('level', 2)} {self._line(section['heading'])}"
        if "text" in section:
            yield from self._paragraphs(section["text"])
        lists = [
            [f"- {self._line(item)}" for item in section.get("bullets", [])],
            [f"{number}. {self._line(item)}" for number, item in enumerate(section.get("numbered", []), 1)],
            [f"- [{'x' if task.get('done') else ' '}] {self._line(task['text'])}" for task in section.get("tasks", [])],
        ]
        yield from self._apart(["\n".join(lines) for lines in lines_of(lists)])
        if "table" in section:
            yield self._table(section["table"])
        if "code" in section:
            yield _fenced(section["code"])
        if "quote" in section:
            blocks = self._paragraphs(section["quote"])
            yield "\n>\n".join("\n".join(f"> {line}" for line in block.split("\n")) for block in blocks)

    @staticmethod
    def _apart(lists: list[str]) -> Iterable[str]:
        """Lists that follow each other; a comment keeps two bulleted ones from becoming one."""
        for number, each in enumerate(lists):
            if number and each[0] == lists[number - 1][0] == "-":
                yield "<!-- -->"
            yield each

    def _paragraphs(self, written: str) -> list[str]:
        if not self.is_plain:
            return [written.strip("\n")]
        parts = re.split(r"\n\s*\n", written.strip())
        return ["\n".join(escaped(line.strip()) for line in part.split("\n")) for part in parts if part.strip()]

    def _line(self, written: str) -> str:
        one = " ".join(written.split())
        return escaped(one) if self.is_plain else one

    def _table(self, table: dict[str, Any]) -> str:
        marks = {"left": ":---", "center": ":---:", "right": "---:", "none": "---"}
        align = table.get("align", []) + ["none"] * len(table["header"])
        rule = [marks[each] for each in align[: len(table["header"])]]
        header = [self._cell(cell) for cell in table["header"]]
        rows = [[self._cell(cell) for cell in row] for row in table["rows"]]
        return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))

    def _cell(self, cell: str) -> str:
        line = self._line(cell)
        return line if self.is_plain else re.sub(r"(?<!\\)\|", r"\\|", line)

    def proven(self, markdown: str) -> dict[str, int]:
        """What a parser finds in the document; InvalidInput where that is not what was given."""
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
        found = {
            "headings": _count(tokens, "heading_open"),
            "tables": _count(tokens, "table_open"),
            "code_blocks": _count(tokens, "fence"),
        }
        if self.is_plain:
            self._compare(tokens, found)
        return found

    def _compare(self, tokens: list[Token], found: dict[str, int]) -> None:
        wanted = {
            "headings": bool(self.title) + sum("heading" in each for each in self.sections),
            "tables": sum("table" in each for each in self.sections),
            "code_blocks": sum("code" in each for each in self.sections),
        }
        read = [_plain(token) for number, token in enumerate(tokens) if token.type == "inline"]
        lacking = [each for each in self._texts() if each not in read]
        if found != wanted or lacking:
            raise InvalidInput.of("sections", f"Cannot be written as Markdown unchanged: {str(lacking[:1])[:200]}")

    def _texts(self) -> Iterable[str]:
        """The texts that must come out of the document as they were given."""
        for section in self.sections:
            yield from (_one_line(section[name]) for name in ("heading",) if name in section)
            yield from (_one_line(item) for name in ("bullets", "numbered") for item in section.get(name, []))
            table = section.get("table", {"header": [], "rows": []})
            yield from (_one_line(cell) for row in (table["header"], *table["rows"]) for cell in row)
            for name in ("text", "quote"):
                yield from (
                    _one_line(part) for part in re.split(r"\n\s*\n", section.get(name, "").strip()) if part.strip()
                )


def lines_of(lists: list[list[str]]) -> list[list[str]]:
    """The lists that have entries."""
    return [each for each in lists if each]


def _check(section: dict[str, Any], place: str) -> None:
    if not section.keys() - {"level"}:
        raise InvalidInput.of(place, "Holds nothing: give a heading, text, list, table, code or quote.")
    table = section.get("table")
    if table is None:
        return
    width = len(table["header"])
    for number, row in enumerate(table["rows"]):
        if len(row) != width:
            raise InvalidInput.of(f"{place}.table.rows.{number}", f"Has {len(row)} cells; the header has {width}.")
    if len(table.get("align", [])) > width:
        raise InvalidInput.of(f"{place}.table.align", f"Has more entries than the header's {width}.")


def escaped(line: str) -> str:
    """A line whose every character Markdown shows as it is."""
    line = re.sub(r"([\\`*_\[\]<~|])", r"\\\1", line)
    line = re.sub(r"&(?=#?\w+;)", r"\\&", line)
    line = re.sub(r"^([#>+=-])", r"\\\1", line)
    line = re.sub(r"(#+)$", lambda match: match.group().replace("#", r"\#"), line)
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", line)


def _fenced(code: dict[str, str]) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code["content"])), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{code.get('language', '')}\n{code['content'].rstrip(chr(10))}\n{fence}"


def _count(tokens: list[Token], kind: str) -> int:
    return sum(token.type == kind for token in tokens)


def _plain(token: Token) -> str:
    parts = [" " if "break" in child.type else child.content for child in token.children or []]
    return " ".join("".join(parts).split())


def _one_line(written: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(written.split())
