"""What is said in the gallery's conversations: each question with the script its answer follows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Talk:
    """One conversation: its turns are questions with the directives of the scripted provider."""

    name: str
    title: str
    turns: tuple[tuple[str, str], ...]
    with_minion: bool = False
    is_answered_twice: bool = False


COMPARISON = """[[reason The person compares two hulls. Length, draught and price matter most; a table is shorter than prose.]]
[[say Both are good first boats. The **Vind 22** is cheaper to keep; the **Sund 24** carries more sail.

| | Vind 22 | Sund 24 |
|:--|--:|--:|
| Length | 6.7 m | 7.4 m |
| Draught | 0.9 m | 1.3 m |
| Sail area | 24 m² | 31 m² |
| Price, used | 14,900 € | 22,500 € |

1. For **shallow moorings** take the Vind.
2. For **four people and a weekend** take the Sund.

> Ask for the last keel inspection before you pay anything.]]"""

CODE = """[[say A generator keeps the memory flat, whatever the length of the log:

```python
from collections import Counter
from collections.abc import Iterable
from pathlib import Path


def errors_by_hour(lines: Iterable[str]) -> Counter[str]:
    \"\"\"How many errors each hour had.\"\"\"
    return Counter(line[:13] for line in lines if " ERROR " in line)


with Path("engine.log").open() as log:
    for hour, count in errors_by_hour(log).most_common(5):
        print(f"{hour}  {count:>4}")
```

Run it with `python errors.py`. On a log of 2 GB it takes about nine seconds and 12 MB of memory.

- [x] counts by hour
- [ ] sends the report by mail]]"""

TALKS = (
    Talk(
        "boats",
        "Vind 22 or Sund 24 for a family of four?",
        (
            ("Which one should a family of four buy first, the Vind 22 or the Sund 24?", COMPARISON),
            ("And what does a winter berth cost for the Vind?", "[[say Between **480 €** and **760 €** in Bergen, by length. Halls with heating ask about 30 % more.]]"),
        ),
        with_minion=True,
        is_answered_twice=True,
    ),
    Talk("code", "Count the errors in a log", (("Write me a small Python script that counts the errors in a log file by hour.", CODE),)),
    Talk(
        "tools",
        "Offer for the teak deck",
        (
            (
                "What do 15 % of 2,840 € come to, and what is left?",
                '[[call calculator_engine {"expression": "15% of 2840"}]] [[then]] [[say The discount is **426 €**, so **2,414 €** are left to pay.]]',
            ),
            (
                "Draw me the hours by work.",
                '[[call chart_generator {"kind": "bar", "table": {"rows": [{"work": "Varnish", "hours": 12}, {"work": "Deck", "hours": 40}, {"work": "Rigging", "hours": 21}]}, "x": "work", "y": "hours", "title": "Hours by work"}]] [[then]] [[say The **deck** takes more than half of the time.]]',
            ),
        ),
        with_minion=True,
    ),
    Talk("mail", "Answer to Mr Halvorsen about the delay", (("Write Mr Halvorsen that his boat is two weeks late.", "[[say Dear Mr Halvorsen,\n\nyour *Sund 24* will be ready on **14 May**, two weeks later than we promised. The teak arrived late, and we would rather wait than use another wood.\n\nKind regards\nMara, Fjord Boats]]"),)),
    Talk("plan", "Plan for the open day in June", (("Make a plan for our open day.", "[[say 1. Berths and power until Friday\n2. Two boats to try, one to look at\n3. Coffee from nine]]"),)),
    Talk("words", "Norwegian words for a hull survey", (("List ten words.", "[[say skrog, kjøl, spant, dekk, ror, mast, bom, vant, stag, skott]]"),)),
)  # fmt: skip

CALLING = Talk(
    "approval",
    "Mail the offer to Lindqvist",
    (("Send the offer to Lindqvist.", '[[call calculator_engine {"expression": "2840-426"}]]'),),
    with_minion=True,
)
BROKEN = Talk("failed", "Market prices in Sweden", (("What do used Sund 24 cost in Sweden?", "[[error 500]]"),))
STREAMING = Talk(
    "streaming",
    "Everything about varnish",
    (("Tell me everything about varnish.", "[[reason The person wants a thorough answer.]] [[delay 0.8]] [[words 900]]"),),
)  # fmt: skip
