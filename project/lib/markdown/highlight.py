"""Code blocks coloured by CSS classes."""

from functools import cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

CLASS_PREFIX = "hl-"
# Longer code is shown without colours: nobody reads it by colour, and lexers may be slow on hostile text.
MAX_COLOURED_CHARS = 40_000

# Languages we colour. A closed list: some of the library's five hundred lexers are slow on hostile text.
# fmt: off
LANGUAGES = frozenset([
    "bash", "bat", "batch", "c", "c#", "c++", "clojure", "cmake", "cmd", "console", "cpp", "cs", "csharp",
    "css", "csv", "cxx", "dart", "diff", "django", "docker", "dockerfile", "elixir", "erlang", "f#", "fish",
    "fortran", "fsharp", "go", "golang", "graphql", "groovy", "h", "haskell", "hpp", "html", "http", "ini",
    "java", "javascript", "jinja", "jinja2", "js", "json", "json5", "jsonc", "jsonl", "jsx", "julia", "kotlin",
    "kt", "latex", "less", "lua", "make", "makefile", "markdown", "matlab", "md", "mermaid", "nginx", "nix",
    "objective-c", "objc", "ocaml", "patch", "perl", "php", "pl", "postgresql", "powershell", "properties",
    "proto", "protobuf", "ps1", "pwsh", "py", "pycon", "python", "python3", "r", "rb", "rs", "ruby", "rust",
    "scala", "scheme", "scss", "sh", "shell", "sql", "sqlite3", "swift", "tcl", "terraform", "tex", "hcl",
    "toml", "ts", "tsx", "typescript", "udiff", "vb.net", "vbnet", "vim", "vue", "wasm", "xml", "yaml", "yml",
    "zig", "zsh",
])
# fmt: on
_formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix=CLASS_PREFIX)


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def coloured(code: str, *, language: str) -> str:
    """The code as HTML, with classes for its parts when the language is known and the code not too long."""
    name = language.lower()
    if name not in LANGUAGES or len(code) > MAX_COLOURED_CHARS or (lexer := _lexer(name)) is None:
        return escape(code)
    return str(highlight(code, lexer, _formatter))


def code_block(code: str, *, language: str) -> str:
    """A whole code block: its language, a button that copies it, and the code."""
    label = escape(language[:40])
    return (
        f'<div class="code"><div class="code-head"><span class="code-lang">{label}</span>'
        '<button type="button" class="code-copy" data-copy="code">Copy</button></div>'
        f'<pre tabindex="0"><code class="hl">{coloured(code, language=language)}</code></pre></div>\n'
    )
