"""security_scanner."""

import pytest

from project.lib.clock import now
from spirits.services.workspace import write_file


def found(calc, code, **more):
    return [(each["line"], each["rule"]) for each in calc("security_scanner", code=code, **more).data["findings"]]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("eval(text)", "eval"),
        ("from pickle import loads as undo\nundo(data)", "pickle.loads"),
        ("import subprocess as s\ns.run('ls ' + x, shell=True)", "shell"),
        ("import yaml\nyaml.load(text)", "yaml.load"),
        ("import requests\nrequests.get(u, verify=False)", "no-verify"),
        ("cursor.execute(f'select * from t where a = {x}')", "sql"),
        ("cursor.execute('select %s' % x)", "sql"),
        ("import random\ntoken = random.randint(1, 9)", "random"),
        ("import hashlib\nhashlib.md5(x)", "hashlib.md5"),
        ("app.run(debug=True)", "debug"),
    ],
)
def test_an_insecure_pattern_is_found_once(calc, code, rule):
    assert found(calc, code) == [(len(code.splitlines()), rule)]


@pytest.mark.parametrize(
    "code",
    [
        "import yaml\nyaml.load(text, Loader=yaml.SafeLoader)",
        "cursor.execute('select %s', [x])",
        "import subprocess\nsubprocess.run(['ls', x])",
        "import hashlib\nhashlib.md5(x, usedforsecurity=False)",
        "import random\nside = random.randint(1, 6)",
        "password = 'your-password-here'",
        "secret = os.environ['SECRET']",
        "class A:\n    def eval(self): ...\nA().eval()",
        "# eval(x) is bad",
    ],
)
def test_what_is_secure_is_left_alone(calc, code):
    assert found(calc, code) == []


def test_secrets_are_found_and_masked(calc):
    key = "AKIA" + "QWERTYUIOPASDFGH"
    lines = [f"key = '{key}'", "db = 'postgres://shop:s3cr3tPw@db/shop'", "api_key = 'k9Jx0QmZ77vLpT2w'"]
    made = calc("security_scanner", code="\n".join(lines))
    assert [(each["line"], each["rule"]) for each in made.data["findings"]] == [
        (1, "aws-access-key"),
        (2, "url-password"),
        (3, "named-secret"),
    ]
    for secret in (key, "s3cr3tPw", "k9Jx0QmZ77vLpT2w"):
        assert secret not in str(made.data) + made.text


def test_javascript_is_read_by_line(calc):
    code = "// eval(x)\nbox.innerHTML = name\nif (a.innerHTML == b) {}\nexec(`ls ${dir}`)\nbox.textContent = name"
    assert found(calc, code, file_name="a.js") == [(4, "js-shell"), (2, "js-inner-html")]
    assert found(calc, code, file_name="a.js", least_severity="high") == [(4, "js-shell")]


def test_a_folder_of_the_workspace_is_scanned(use, alice, bob):
    write_file(user=alice, path="app/a.py", content=b"eval(x)", now=now())
    write_file(user=alice, path="app/b.py", content=b"def (", now=now())
    write_file(user=bob, path="app/c.py", content=b"exec(x)", now=now())
    data = use("security_scanner", path="app").data
    assert [(each["file"], each["rule"]) for each in data["findings"]] == [("app/a.py", "eval")]
    assert [each["file"] for each in data["not_parsed"]] == ["app/b.py"]
    assert list(use.refused("security_scanner", path="other")) == ["path"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "code"), ({"code": "x", "path": "y"}, "code"), ({"code": "x", "least_severity": "none"}, "least_severity")],
)
def test_a_bad_call_is_named(calc, given, field):
    assert list(calc.refused("security_scanner", **given)) == [field]
