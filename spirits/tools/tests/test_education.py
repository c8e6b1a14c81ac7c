"""quiz_generator, lesson_planner and knowledge_assessor."""

import pytest
from scipy import integrate, stats

TEXT = """The Danube flows through ten countries. It is 2850 kilometres long and ends in the Black Sea.
The river Rhine begins in Switzerland and ends in the North Sea. It is 1230 kilometres long.
Vienna lies on the Danube and was its own county from 1922. Cologne lies on the river Rhine and was founded by Rome.
The Elbe is 1094 kilometres long and flows through Dresden and Hamburg."""


def quiz(calc, **more):
    return calc("quiz_generator", text=TEXT, seed=7, **more).data["questions"]


def test_a_cloze_filled_with_its_answer_is_the_source(calc):
    made = quiz(calc, kinds=["cloze"], count=8)
    assert len(made) == 8
    for each in made:
        assert each["question"].count("_____") == 1
        assert each["question"].replace("_____", each["answer"]) == each["source"]
        assert each["source"] in " ".join(TEXT.split())


def test_choices_hold_the_answer_once_and_nothing_from_the_sentence(calc):
    made = quiz(calc, kinds=["multiple_choice"], count=6)
    assert made
    for each in made:
        assert len(set(each["choices"])) == 4
        assert each["choices"].count(each["answer"]) == 1
        assert not [one for one in each["choices"] if one != each["answer"] and one in each["source"]]


def test_false_statements_differ_from_their_source(calc):
    made = quiz(calc, kinds=["true_false"], count=10)
    assert {each["answer"] for each in made} == {True, False}
    assert all((each["question"] == each["source"]) is each["answer"] for each in made)


def test_the_same_seed_makes_the_same_quiz(calc):
    assert quiz(calc) == quiz(calc)
    assert b"## Answers" in calc("quiz_generator", text=TEXT, seed=7).artifacts[0].content


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "Hm. Oh well. And so on."}, "text"),
        ({"text": "short"}, "text"),
        ({"text": TEXT, "choices": 2}, "choices"),
        ({"text": TEXT, "kinds": ["essay"]}, "kinds.0"),
    ],
)
def test_a_bad_quiz_is_named(calc, given, field):
    assert list(calc.refused("quiz_generator", **given)) == [field]


@pytest.mark.parametrize("minutes", [20, 45, 47, 90])
@pytest.mark.parametrize("level", ["beginner", "advanced"])
def test_the_minutes_of_a_lesson_add_up(calc, minutes, level):
    phases = calc("lesson_planner", topic="T", objectives=["Add", "Solve"], minutes=minutes, level=level).data["phases"]
    assert sum(each["minutes"] for each in phases) == minutes
    assert [each["from"] for each in phases] == [0, *(each["to"] for each in phases[:-1])]
    assert phases[-1]["phase"] == "Closing"


def test_beginners_are_shown_more_than_the_advanced(calc):
    def shown(level):
        phases = calc("lesson_planner", topic="T", objectives=["Add"], minutes=60, level=level).data["phases"]
        return next(each["minutes"] for each in phases if each["phase"] == "Show")

    assert (shown("beginner"), shown("advanced")) == (19, 10)  # 40% and 20% of 48


def test_objectives_and_checks_come_from_the_source(calc):
    data = calc("lesson_planner", topic="Rivers", source=TEXT).data
    assert any("Danube" in each for each in data["objectives"])
    assert [each["source"] for each in data["checks"] if "answer" in each]


def test_what_cannot_be_observed_is_said(calc):
    data = calc("lesson_planner", topic="T", objectives=["Understand fractions"]).data
    assert data["hints"][0].startswith("“understand” in “Understand fractions” cannot be observed")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"topic": "T"}, "objectives"),
        ({"topic": "T", "objectives": ["a", "b", "c"], "minutes": 20}, "minutes"),
        ({"topic": "T", "objectives": []}, "objectives"),
        ({"objectives": ["a"]}, "topic"),
    ],
)
def test_a_bad_lesson_is_named(calc, given, field):
    assert list(calc.refused("lesson_planner", **given)) == [field]


def right(topic, count, difficulty=0, correct=True):
    return [{"topic": topic, "correct": correct, "difficulty": difficulty}] * count


def test_ability_is_the_mean_of_the_posterior(calc):
    answers = right("A", 3, 1) + right("A", 1, -1, correct=False)

    def density(at):
        return stats.norm.pdf(at) * (1 / (1 + 2.718281828459045 ** (1 - at))) ** 3 / (1 + 2.718281828459045 ** (at + 1))

    whole = integrate.quad(density, -8, 8)[0]
    mean = integrate.quad(lambda at: at * density(at), -8, 8)[0] / whole
    data = calc("knowledge_assessor", answers=answers).data
    assert data["topics"][0]["ability"] == pytest.approx(mean, abs=0.002)


def test_nothing_is_sure_of_two_answers_that_disagree(calc):
    data = calc("knowledge_assessor", answers=right("A", 1) + right("A", 1, correct=False)).data
    assert (data["overall"]["ability"], data["overall"]["chance_percent"]) == (0, 50)
    assert data["overall"]["standard_error"] < 1


def test_gaps_come_first_once_their_base_is_mastered(calc):
    answers = right("Base", 40) + right("Next", 10, correct=False) + right("Last", 20, correct=False)
    needs = [{"topic": "Next", "needs": ["Base"]}, {"topic": "Last", "needs": ["Next"]}]
    data = calc("knowledge_assessor", answers=answers, prerequisites=needs).data
    assert {each["topic"]: each["state"] for each in data["topics"]} == {
        "Last": "gap",
        "Next": "gap",
        "Base": "mastered",
    }
    assert [(each["topic"], each["waits_for"]) for each in data["next"]] == [("Next", []), ("Last", ["Next"])]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answers": []}, "answers"),
        ({"answers": [{"topic": "A", "correct": "yes"}]}, "answers.0.correct"),
        ({"answers": right("A", 1, 9)}, "answers.0.difficulty"),
        ({"answers": right("A", 1), "prerequisites": [{"topic": "A", "needs": ["A"]}]}, "prerequisites"),
    ],
)
def test_bad_answers_are_named(calc, given, field):
    assert list(calc.refused("knowledge_assessor", **given)) == [field]
