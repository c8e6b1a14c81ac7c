"""symptom_analyzer: above all, a red flag is never missed."""

import pytest


def look(calc, description="", age=40, **more):
    given = {"description": description} if description else {}
    return calc("symptom_analyzer", age_years=age, **given, **more).data


@pytest.mark.parametrize(
    ("description", "rule"),
    [
        ("I have chest pain and feel sweaty", "chest pain"),
        ("There is a pressure on my chest since an hour", "chest pain"),
        ("Pain down my left arm, and I feel sick", "heart signs"),
        ("He can't breathe properly", "breathing"),
        ("Her face is drooping and her speech is slurred", "stroke signs"),
        ("my left arm suddenly went numb", "stroke signs"),
        ("Grandma is confused since this morning", "confusion"),
        ("My tongue is swelling after a bee sting", "swelling of the airway"),
        ("I threw up blood", "inner bleeding"),
        ("Fever and a stiff neck", "meningitis signs"),
        ("She hit her head and is vomiting", "head injury"),
        ("The cut is bleeding heavily", "heavy bleeding"),
        ("I want to die", "suicidal thoughts"),
        ("The child took too many pills", "poisoning"),
        ("No fever, but chest pain", "chest pain"),
        ("I don’t have a cough. I have trouble breathing.", "breathing"),
        ("I could not sleep because of chest pain", "chest pain"),
        ("No fever, chest pain since the morning", "chest pain"),
        ("No fever and chest pain", "chest pain"),
        ("It is bleeding and won't stop", "heavy bleeding"),
        ("No cough, no fever. Just runny nose and chest tightness", "chest pain"),
    ],
)
def test_red_flags_win(calc, description, rule):
    data = look(calc, description)
    assert data["urgency"] == "emergency"
    assert data["rules"][0]["urgency"] == "emergency"
    assert rule in [each["rule"] for each in data["rules"]]
    assert "112" in data["advice"]


def test_what_is_denied_does_not_count(calc):
    data = look(calc, "Runny nose and sore throat for two days, no fever and no chest pain.")
    assert data["urgency"] == "self-care"
    assert data["understood"] == ["runny nose", "sore throat"]
    assert data["denied"] == ["chest pain", "fever"]


def test_a_list_of_denials_is_read_to_its_end(calc):
    data = look(calc, "A sore throat. I don't have any chest pain, fever, trouble breathing or stiff neck.")
    assert (data["urgency"], data["understood"]) == ("self-care", ["sore throat"])


@pytest.mark.parametrize(
    ("age", "more", "urgency"),
    [
        (0.1, {"temperature_celsius": 38.0}, "emergency"),
        (1, {"temperature_celsius": 38.4}, "today"),
        (30, {"temperature_celsius": 38.4}, "self-care"),
        (30, {"temperature_celsius": 39.5}, "today"),
        (30, {"temperature_celsius": 41.2}, "emergency"),
        (30, {"temperature_celsius": 38.2, "conditions": ["Chemotherapy"]}, "emergency"),
        (30, {"symptoms": [{"name": "headache", "is_sudden": True}]}, "emergency"),
        (30, {"symptoms": [{"name": "headache", "severity": 3}]}, "self-care"),
        (30, {"symptoms": [{"name": "headache", "severity": 3}], "is_pregnant": True}, "today"),
        (30, {"symptoms": [{"name": "back pain", "severity": 7}]}, "today"),
        (30, {"symptoms": [{"name": "cough", "days": 30}]}, "soon"),
        (30, {"symptoms": [{"name": "painful urination"}]}, "soon"),
        (30, {"symptoms": [{"name": "painful urination"}, {"name": "back pain"}]}, "today"),
        (30, {"symptoms": [{"name": "chest pain", "severity": 0}]}, "unclear"),
    ],
)
def test_urgency_follows_the_rules(calc, age, more, urgency):
    assert look(calc, age=age, **more)["urgency"] == urgency


def test_words_nobody_knows_are_said_to_be_unclear(calc):
    data = look(calc, "My aura flickers")
    assert (data["urgency"], data["rules"]) == ("unclear", [])


def test_a_told_symptom_stays_told(calc):
    assert "chest pain" in look(calc, "Yesterday no chest pain. Today chest pain.")["understood"]


def test_it_says_that_it_is_no_diagnosis_and_asks_on(calc):
    made = calc("symptom_analyzer", age_years=30, description="I have a headache")
    assert "not a diagnosis" in made.text
    assert "Headache: how bad from 0 to 10 and for how many days?" in made.data["questions"]
    assert "Is there any stiff neck?" in made.data["questions"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"description": "cough"}, "age_years"),
        ({"age_years": 200}, "age_years"),
        ({"age_years": 20, "symptoms": [{"name": "bad mood"}]}, "symptoms.0.name"),
        ({"age_years": 20, "temperature_celsius": 100}, "temperature_celsius"),
    ],
)
def test_a_bad_intake_is_named(calc, given, field):
    assert list(calc.refused("symptom_analyzer", **given)) == [field]
