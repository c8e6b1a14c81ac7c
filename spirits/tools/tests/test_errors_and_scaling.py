"""error_analyzer and scaling_advisor."""

import sys
import traceback

import pytest


def first(calc, log, **more):
    return calc("error_analyzer", log=log, **more).data["errors"][0]


def test_a_real_python_chain_is_read(calc):
    try:
        try:
            {}["name"]
        except KeyError as error:
            raise ValueError("no name given") from error
    except ValueError:
        log = traceback.format_exc()
        line = sys.exc_info()[2].tb_lineno
    found = first(calc, log)
    assert (found["type"], found["message"]) == ("ValueError", "no name given")
    assert found["root_cause"] == {"type": "KeyError", "message": "'name'", "link": "direct cause"}
    assert (found["root_frame"]["file"], found["root_frame"]["line"]) == (__file__, line)
    assert "'name' is not in the mapping" in found["remedies"][0]


PYTHON = """2026-01-01 ERROR Traceback (most recent call last):
  File "/srv/shop/views.py", line 12, in show
    return render(item.title)
  File "/srv/venv/lib/python3.11/site-packages/web/render.py", line 80, in render
    return text.upper()
AttributeError: 'NoneType' object has no attribute 'upper'
"""


def test_the_root_frame_is_the_persons_own(calc):
    found = first(calc, PYTHON)
    assert (found["root_frame"]["file"], found["root_frame"]["line"]) == ("/srv/shop/views.py", 12)
    assert first(calc, PYTHON, own_code=["web/"])["root_frame"]["line"] == 80
    assert found["remedies"][0].startswith("A value is None where .upper is asked of it")


def test_the_same_errors_are_counted_together(calc):
    log = PYTHON + "INFO fine\n" + PYTHON.replace("line 12", "line 13") + PYTHON.replace("AttributeError", "OSError")
    data = calc("error_analyzer", log=log).data
    assert (data["total"], data["distinct"]) == (3, 2)
    assert (data["errors"][0]["occurrences"], data["errors"][0]["lines"]) == (2, [1, 8])


def test_javascript_java_and_go_are_read(calc):
    javascript = """TypeError: Cannot read properties of undefined (reading 'id')
    at loadUser (/app/src/user.js:17:9)
    at Module._compile (node:internal/modules/cjs/loader:1105:14)"""
    found = first(calc, javascript)
    assert (found["language"], found["root_frame"]["file"], found["root_frame"]["line"]) == (
        "javascript",
        "/app/src/user.js",
        17,
    )
    java = """Exception in thread "main" java.lang.IllegalStateException: cannot start
\tat com.example.App.main(App.java:9)
Caused by: java.lang.NullPointerException: name
\tat com.example.Names.of(Names.java:31)
\tat java.base/java.util.List.forEach(List.java:5)
\t... 1 more"""
    found = first(calc, java)
    assert found["type"] == "java.lang.IllegalStateException"
    assert found["root_cause"] == {"type": "java.lang.NullPointerException", "message": "name"}
    assert found["root_frame"] == {"file": "Names.java", "line": 31, "function": "com.example.Names.of"}
    go = """panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.pick(...)
\t/home/me/app/main.go:8
main.main()
\t/home/me/app/main.go:13 +0x1d
exit status 2"""
    found = first(calc, go)
    assert (found["language"], found["root_frame"]["line"], found["root_frame"]["function"]) == ("go", 8, "main.pick")
    assert found["remedies"] == ["Index 5 is past the end of the slice: check len() first."]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"log": "all is well"}, "log"),
        ({}, "log"),
        ({"log": ""}, "log"),
        ({"log": PYTHON, "own_code": [3]}, "own_code.0"),
    ],
)
def test_a_log_without_errors_is_named(calc, given, field):
    assert list(calc.refused("error_analyzer", **given)) == [field]


def test_one_worker_is_the_textbook_queue(calc):
    # M/M/1: 8 a second, 10 served a second: 80% busy, 1 / (10 - 8) = 500 ms in the system.
    data = calc("scaling_advisor", requests_per_second=8, service_milliseconds=100, replicas=1).data
    now = data["now"]
    assert (now["utilisation_percent"], now["answer_milliseconds"], now["probability_of_waiting"]) == (80, 500, 0.8)
    assert data["recommended_replicas"] == 2
    # M/M/2 with a = 0.8: C = a² / (2 (1 - 0.4)) / (1 + a + that) = 0.2286.
    assert data["recommended"]["probability_of_waiting"] == 0.2286
    assert data["recommended"]["answer_milliseconds"] == pytest.approx(100 / (1 - 0.16), abs=0.001)


def test_ten_erlang_on_twelve_workers_wait_as_tables_say(calc):
    data = calc("scaling_advisor", requests_per_second=10, service_milliseconds=1000, replicas=12).data
    assert data["now"]["probability_of_waiting"] == 0.4494


def test_a_target_growth_and_spares_ask_for_more(calc):
    load = {"requests_per_second": 8, "service_milliseconds": 100, "most_utilisation_percent": 95}
    assert calc("scaling_advisor", **load).data["recommended_replicas"] == 1
    assert calc("scaling_advisor", **load, target_milliseconds=150).data["recommended_replicas"] == 2
    more = calc("scaling_advisor", **load, growth_percent=100, spare_replicas=1, cost_per_replica=10).data
    assert (more["recommended_replicas"], more["recommended"]["monthly_cost"]) == (3, 30)


def test_too_few_replicas_are_told(calc):
    made = calc("scaling_advisor", requests_per_second=100, service_milliseconds=100, replicas=2)
    assert made.data["now"]["is_stable"] is False
    assert made.data["now"]["answer_milliseconds"] is None
    assert "cannot keep up" in made.text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"requests_per_second": 0, "service_milliseconds": 1}, "requests_per_second"),
        ({"requests_per_second": 1}, "service_milliseconds"),
        ({"requests_per_second": 1, "service_milliseconds": 100, "target_milliseconds": 90}, "target_milliseconds"),
        ({"requests_per_second": 1e7, "service_milliseconds": 1e7}, "requests_per_second"),
    ],
)
def test_a_bad_load_is_named(calc, given, field):
    assert list(calc.refused("scaling_advisor", **given)) == [field]
