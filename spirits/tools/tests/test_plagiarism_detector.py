"""plagiarism_detector."""

from project.lib.clock import now
from spirits.services.workspace import write_file

FOX = "The quick brown fox jumps over the lazy dog near the river bank."


def test_a_copied_passage_is_found_where_it_is(calc):
    text = f"My own beginning is here. {FOX} And this is the end of it."
    source = f"Once upon a time. {FOX}"
    found = calc("plagiarism_detector", text=text, against=[{"name": "tale", "text": source}]).data
    [passage] = found["passages"]
    assert text[passage["start"] : passage["end"]] == FOX.rstrip(".")
    assert source[passage["source_start"] : passage["source_end"]] == FOX.rstrip(".")
    assert (passage["words"], passage["similarity"], passage["kind"]) == (13, 1.0, "copied")
    assert found["share"] == round(13 / 25, 4)


def test_case_accents_and_punctuation_do_not_hide_a_copy(calc):
    found = calc(
        "plagiarism_detector",
        text="le cafe est servi, tous les matins a huit heures!",
        against=[{"name": "fr", "text": "Le café est servi tous les matins à huit heures."}],
    ).data
    assert found["share"] == 1


def test_a_reworded_sentence_is_found(calc):
    found = calc(
        "plagiarism_detector",
        text="Every winter the small village by the lake holds its famous lantern festival.",
        against=[
            {"name": "guide", "text": "The small village by the lake holds its renowned lantern festival each winter."}
        ],
        least_words=20 - 9,
    ).data
    assert [(each["kind"], each["source"]) for each in found["passages"]] == [("reworded", "guide")]
    assert 0.8 <= found["passages"][0]["similarity"] < 1


def test_different_texts_share_nothing(calc):
    found = calc(
        "plagiarism_detector",
        text="Bees collect nectar and turn it into honey during the summer months.",
        against=[{"name": "x", "text": "Interest rates rose again after the meeting of the central bank yesterday."}],
    ).data
    assert (found["share"], found["passages"]) == (0, [])


def test_the_own_workspace_is_searched_and_nobody_elses(use, alice, bob):
    for owner, path in ((alice, "notes/mine.txt"), (bob, "theirs.txt")):
        write_file(user=owner, path=path, content=FOX.encode(), now=now())
    found = use("plagiarism_detector", text=FOX, workspace=True).data
    assert [each["source"] for each in found["passages"]] == ["notes/mine.txt"]
    assert use.refused("plagiarism_detector", text=FOX, folder="elsewhere")["against"]


def test_bad_arguments_are_named(calc):
    assert "against" in calc.refused("plagiarism_detector", text=FOX)
    assert "text" in calc.refused("plagiarism_detector", text="Too short.", against=[{"name": "a", "text": FOX}])
    assert "least_similarity" in calc.refused("plagiarism_detector", text=FOX, least_similarity=2)
    assert "against.0.text" in calc.refused("plagiarism_detector", text=FOX, against=[{"name": "a"}])
