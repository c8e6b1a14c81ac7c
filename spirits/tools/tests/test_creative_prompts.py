"""creative_prompts."""

import pytest


def prompts_of(result):
    return [each["prompt"] for each in result.data["prompts"]]


def test_the_same_seed_gives_the_same_prompts(calc):
    first, again, other = (prompts_of(calc("creative_prompts", theme="rivers", seed=seed)) for seed in (4, 4, 5))
    assert first == again
    assert first != other


def test_the_seed_of_an_unseeded_call_repeats_it(calc):
    made = calc("creative_prompts", theme="rivers")
    assert prompts_of(calc("creative_prompts", theme="rivers", seed=made.data["seed"])) == prompts_of(made)


@pytest.mark.parametrize("kind", ["story", "poem", "picture", "essay", "song", "game"])
def test_prompts_differ_and_keep_to_the_theme(calc, kind):
    found = prompts_of(calc("creative_prompts", theme="old bridges", kind=kind, count=50, seed=1))
    assert len(set(found)) == 50
    assert all("old bridges" in each and "{" not in each for each in found)


def test_constraints_hold(calc):
    made = calc("creative_prompts", theme="rivers", include=["a boat", "a dog"], avoid=["letter"], words=300, count=20)
    for prompt in prompts_of(made):
        assert prompt.endswith("It must include a boat and a dog. Aim for about 300 words.")
        assert "letter" not in prompt.lower()
    assert {each["tone"] for each in calc("creative_prompts", theme="x", tone="dark").data["prompts"]} == {"dark"}


def test_bad_arguments_are_named(calc):
    assert "theme" in calc.refused("creative_prompts", theme="")
    assert "count" in calc.refused("creative_prompts", theme="x", count=0)
    assert "kind" in calc.refused("creative_prompts", theme="x", kind="opera")
    assert calc.refused("creative_prompts", theme="a boat", avoid=["boat"]) == {
        "avoid": ["Forbids 'a boat', which theme asks for."]
    }
    assert calc.refused("creative_prompts", theme="x", avoid=["write"]) == {"avoid": ["Leaves no kind to choose from."]}
