"""fact_checker and knowledge_synthesizer."""

import pytest

from project.lib.clock import now
from spirits.services.workspace import write_file
from spirits.tools.tests.loopback import served
from training.testing import make_model, make_provider

ATLAS = [{"name": "Atlas", "text": "The Zugspitze is 2,962 m high. It lies in Bavaria. The bridge was opened on 5 March 1998. Prices rose in winter. The museum is not open on Mondays."}]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("The Zugspitze is 2962 m high.", "supported"),
        ("The Zugspitze is 2.962 km high.", "supported"),
        ("The Zugspitze is 3100 m high.", "contradicted"),
        ("The bridge was opened on March 6, 1998.", "contradicted"),
        ("Prices fell in winter.", "contradicted"),
        ("The museum is open on Mondays.", "contradicted"),
        ("The museum sells old coins.", "not enough"),
    ],
)
def test_claims_are_judged(calc, claim, verdict):
    found = calc("fact_checker", claim=claim, passages=ATLAS).data
    assert found["verdict"] == verdict
    for each in found["evidence"]:
        assert ATLAS[0]["text"][each["start"] : each["end"]] == each["quote"]


def test_sources_that_disagree_are_told(calc):
    other = [{"name": "Blog", "text": "The Zugspitze is 2,900 m high."}]
    assert (
        calc("fact_checker", claim="The Zugspitze is 2962 m high.", passages=ATLAS + other).data["verdict"]
        == "disputed"
    )


def test_the_own_workspace_and_the_web_are_read(use, alice, bob, settings):
    write_file(user=alice, path="a.txt", content=b"Bees produce honey.", now=now())
    write_file(user=bob, path="b.txt", content=b"Wasps produce honey.", now=now())
    assert use("fact_checker", claim="Bees produce honey.", folder=".").data["verdict"] == "supported"
    assert use("fact_checker", claim="Wasps produce honey.", folder=".").data["verdict"] == "not enough"
    answer = {"results": [{"title": "t", "url": "https://w.example/", "content": "Wasps produce honey."}]}
    with served({"/search": (200, {}, answer)}) as (base, _asked):
        settings.SEARCH_URL, settings.OUTBOUND_ALLOWED_HOSTS = base, [base.partition("//")[2]]
        found = use("fact_checker", claim="Wasps produce honey.", web=True).data
    assert (found["verdict"], found["evidence"][0]["source"]) == ("supported", "https://w.example/")


def test_bad_claims_are_named(calc, settings):
    assert "claim" in calc.refused("fact_checker", claim="Is it so?", passages=ATLAS)
    assert "claim" in calc.refused("fact_checker", claim="so", passages=ATLAS)
    assert "passages" in calc.refused("fact_checker", claim="Bees make honey.")
    settings.SEARCH_URL = ""
    assert calc.refused("fact_checker", claim="Bees make honey.", web=True) == "tool_unavailable"


TEXTS = [
    {
        "name": "Bees",
        "text": "Bees collect nectar from flowers. A hive holds many thousand bees. Some people fear them.",
    },
    {
        "name": "Honey",
        "text": "Honey is made from nectar by bees. It keeps for years. The weather was fine on Tuesday.",
    },
]


def test_a_summary_cites_every_sentence(calc):
    found = calc("knowledge_synthesizer", texts=TEXTS, question="How do bees make honey from nectar?", sentences=2).data
    by_name = {each["name"]: each["text"] for each in TEXTS}
    assert found["summary"] == "Bees collect nectar from flowers. [1] Honey is made from nectar by bees. [2]"
    for each in found["citations"]:
        assert by_name[each["source"]][each["start"] : each["end"]] == each["quote"]


def test_nothing_is_said_twice(calc):
    same = [{"name": str(n), "text": "Bees collect nectar from flowers."} for n in range(3)]
    assert len(calc("knowledge_synthesizer", texts=same).data["citations"]) == 1


@pytest.mark.parametrize(
    ("answer", "is_good"),
    [
        ("Bees turn nectar into honey [2].", True),
        ("Bees turn nectar into honey.", False),
        ("Bees turn nectar into honey [9].", False),
        ("The moon orbits distant planets [1].", False),
        ("In 1850 bees made honey of nectar [2].", False),
    ],
)
def test_a_models_summary_is_held_against_its_citations(use, answer, is_good):
    make_model(
        make_provider(kind="scripted"),
        f"[[say {answer.replace('[', '⟨').replace(']', '⟩')}]]".replace("⟨", "[").replace("⟩", "]"),
    )
    call = {"texts": TEXTS, "question": "bees honey nectar", "sentences": 2, "written_by": "model"}
    if is_good:
        assert use("knowledge_synthesizer", **call).data["summary"] == answer
    else:
        assert use.refused("knowledge_synthesizer", **call) == "model_answer_unusable"


def test_bad_texts_are_named(use, settings):
    settings.SEARCH_URL = ""
    assert "texts" in use.refused("knowledge_synthesizer")
    assert "texts" in use.refused("knowledge_synthesizer", texts=[{"name": "a", "text": "Hm."}])
    assert "question" in use.refused("knowledge_synthesizer", texts=TEXTS, question="quantum chromodynamics")
    assert use.refused("knowledge_synthesizer", search="bees") == "tool_unavailable"
    assert use.refused("knowledge_synthesizer", texts=TEXTS, written_by="model") == "tool_unavailable"
