"""Documents to render in tests: one real answer, and arbitrary ones without link definitions."""

from hypothesis import strategies as st

ANSWER = """Here is how to **read a file** in Python:

```python
from pathlib import Path

for line in Path("notes.md").read_text().splitlines():
    print(line)
```

1. `Path` is from the standard library
2. it closes the file by itself

   - and reads UTF-8

| Way | Lines |
|:----|------:|
| `open` | 3 |
| `Path` | 1 |

> Note: a very large file is better read in pieces.

### Next

- [x] read
- [ ] write

---

See https://docs.python.org/3/library/pathlib.html.
"""

# fmt: off
_LINES = [
    "# heading", "para", "more *text* here", "", "", "- a", "  - b", "* c", "1. x", "2. y", "> q", ">", "```",
    "```py", "code = 1", "    indented", "---", "===", "-", "|a|b|", "|-|-|", "|1|2|", "***", "- [ ] t",
    "\ttab", "`c", "**b", "+", "~~~", "<div>", "1)", "\\", "  ", "&amp;", "https://e.org/x", "\u0000", "\r",
    "#", "##", "``", "- - x", "> - y", "   z",
]
# fmt: on


def documents() -> st.SearchStrategy[str]:
    """Texts made of the lines and marks that matter to blocks, and of anything else; none defines a link."""
    lines = st.lists(st.sampled_from(_LINES), max_size=20).map("\n".join)
    anything = st.text(alphabet=st.sampled_from("ab *_`~#-+>|.1)\n\t\r<&!["), max_size=120)
    return st.one_of(lines, anything, st.tuples(lines, anything).map("".join))
