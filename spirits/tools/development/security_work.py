"""Rules over syntax trees for Python, over lines for JavaScript, and for secrets in any file."""

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

SEVERITIES = ("high", "medium", "low")
Hit = tuple[int, str, str, str, str]  # line, rule, severity, problem, remedy
LONGEST_LINE = 5_000

CALLS: dict[str, tuple[str, str, str]] = {
    "eval": ("high", "eval runs any text as a program", "Use ast.literal_eval for data, or a table of allowed operations."),
    "exec": ("high", "exec runs any text as a program", "Do what is needed with named functions."),
    "pickle.load": ("high", "unpickling can run any program", "Use JSON, or sign the data and check before loading."),
    "pickle.loads": ("high", "unpickling can run any program", "Use JSON, or sign the data and check before loading."),
    "marshal.loads": ("high", "marshal trusts its input", "Use JSON."),
    "os.system": ("high", "the command goes through a shell", "Use subprocess.run with a list."),
    "os.popen": ("high", "the command goes through a shell", "Use subprocess.run with a list."),
    "hashlib.md5": ("medium", "MD5 is broken", "Use SHA-256, for passwords a slow hash such as scrypt."),
    "hashlib.sha1": ("medium", "SHA-1 is broken", "Use SHA-256, for passwords a slow hash such as scrypt."),
    "tempfile.mktemp": ("medium", "another program can take the name first", "Use tempfile.NamedTemporaryFile or mkstemp."),
    "ssl._create_unverified_context": ("high", "certificates are not checked", "Use ssl.create_default_context()."),
    "mark_safe": ("medium", "the text is not escaped", "Use format_html."),
}  # fmt: skip
RANDOM_FOR_SECRETS = re.compile(r"token|secret|password|passwd|otp|nonce|salt|session|api_?key", re.I)
JAVASCRIPT: tuple[tuple[str, re.Pattern[str], str, str, str], ...] = (
    ("js-eval", re.compile(r"(?<![\w.])(?:eval\s*\(|new\s+Function\s*\()"), "high", "text is run as a program", "Use JSON.parse or a table of functions."),
    ("js-inner-html", re.compile(r"\.(?:innerHTML|outerHTML)\s*\+?=(?!=)(?!\s*(?:''|\"\"|``)\s*;?$)"), "medium", "text becomes HTML", "Use textContent, or sanitise first."),
    ("js-document-write", re.compile(r"\bdocument\.write(?:ln)?\s*\("), "medium", "text becomes HTML", "Make elements and use textContent."),
    ("js-react-html", re.compile(r"\bdangerouslySetInnerHTML\b"), "medium", "text becomes HTML", "Render as text, or sanitise first."),
    ("js-tls", re.compile(r"rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED"), "high", "certificates are not checked", "Leave the check on; add the certificate to the trusted ones."),
    ("js-shell", re.compile(r"\bexec(?:Sync)?\s*\(\s*(?:`[^`]*\$\{|['\"][^'\"]*['\"]\s*\+)"), "high", "input goes into a shell command", "Use execFile with a list."),
)  # fmt: skip
SECRETS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("aws-access-key", re.compile(r"\b((?:AKIA|ASIA)[A-Z0-9]{16})\b"), "an AWS access key"),
    ("github-token", re.compile(r"\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})"), "a GitHub token"),
    ("slack-token", re.compile(r"\b(xox[abprs]-[A-Za-z0-9-]{20,200})"), "a Slack token"),
    ("google-api-key", re.compile(r"\b(AIza[\w-]{35})(?![\w-])"), "a Google API key"),
    ("stripe-key", re.compile(r"\b([sr]k_live_[A-Za-z0-9]{20,200})"), "a Stripe key"),
    ("private-key", re.compile(r"(-----BEGIN (?:[A-Z]{1,10} )?PRIVATE KEY-----)"), "a private key"),
    ("json-web-token", re.compile(r"\b(eyJ[\w-]{10,1000}\.eyJ[\w-]{10,2000}\.[\w-]{20,1000})"), "a JSON web token"),
    ("url-password", re.compile(r"\b[a-z][a-z0-9+]{1,20}://[^\s:/@'\"]{1,100}:([^\s:/@'\"${}<>]{3,100})@"), "a password in an address"),
)  # fmt: skip
NAMED = re.compile(
    r"""(?:password|passwd|secret|api_?key|access_?key|auth_?token|private_?key)\w{0,20}['"]?\s{0,5}[:=]\s{0,5}['"]([^'"\s]{8,200})['"]""",
    re.I,
)
PLACEHOLDER = re.compile(
    r"example|changeme|change-me|your|placeholder|xxxx|dummy|test|todo|<|\$\{|\{\{|\*\*\*|password", re.I
)
LEAST_ENTROPY = 2.8  # bits of a character
TAKE_IT_OUT = "Take it out, make it invalid at its issuer, and read it from the environment or a secret store."


def scan(files: dict[str, str], least_severity: str) -> dict[str, Any]:
    """Findings of all files, the most severe first, their counts, and Python files that cannot be parsed."""
    findings, not_parsed = [], []
    kept = SEVERITIES[: SEVERITIES.index(least_severity) + 1]
    for name, code in files.items():
        hits: list[Hit] = list(_secrets(code))
        if name.endswith(".py"):
            try:
                hits += Visitor.hits_of(code)
            except (SyntaxError, ValueError, RecursionError) as error:
                not_parsed.append({"file": name, "problem": str(error)[:200]})
        elif name.endswith((".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx")):
            hits += _javascript(code)
        names = ("line", "rule", "severity", "problem", "remedy")
        findings += [{"file": name, **dict(zip(names, hit, strict=True))} for hit in hits if hit[2] in kept]
    findings.sort(key=lambda each: (SEVERITIES.index(each["severity"]), each["file"], each["line"]))
    counts = Counter(each["severity"] for each in findings)
    return {"findings": findings, "counts": {each: counts[each] for each in SEVERITIES}, "not_parsed": not_parsed}


def _secrets(code: str) -> Iterator[Hit]:
    for number, line in enumerate(code.splitlines(), 1):
        text = line[:LONGEST_LINE]
        known = False
        for rule, words, what in SECRETS:
            for match in words.finditer(text):
                if rule == "url-password" and PLACEHOLDER.search(match[1]):
                    continue
                known = True
                yield number, rule, "high", f"{what} stands in the code: {_masked(match[1])}", TAKE_IT_OUT
        named = NAMED.search(text)
        if named and not known and not PLACEHOLDER.search(named[1]) and _entropy(named[1]) >= LEAST_ENTROPY:
            yield number, "named-secret", "high", f"a secret stands in the code: {_masked(named[1])}", TAKE_IT_OUT


def _masked(secret: str) -> str:
    return f"{secret[:4]}… ({len(secret)} characters)" if len(secret) > 8 else f"({len(secret)} characters)"


def _entropy(text: str) -> float:
    return -sum(each / len(text) * math.log2(each / len(text)) for each in Counter(text).values())


def _javascript(code: str) -> Iterator[Hit]:
    for number, line in enumerate(code.splitlines(), 1):
        if line.lstrip().startswith(("//", "*", "/*")):
            continue
        for rule, words, severity, problem, remedy in JAVASCRIPT:
            if words.search(line[:LONGEST_LINE]):
                yield number, rule, severity, problem, remedy


class Visitor(ast.NodeVisitor):
    """Walks a Python file and notes what is insecure; names are resolved through its imports."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.names: dict[str, str] = {}

    @classmethod
    def hits_of(cls, code: str) -> list[Hit]:
        """What is found in the code; SyntaxError where it is none."""
        visitor = cls()
        visitor.visit(ast.parse(code))
        return visitor.hits

    def visit_Import(self, node: ast.Import) -> None:
        """Note what names mean."""
        for each in node.names:
            if each.asname:
                self.names[each.asname] = each.name

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note what names mean."""
        for each in node.names:
            is_marker = each.name == "mark_safe"
            self.names[each.asname or each.name] = each.name if is_marker else f"{node.module}.{each.name}"

    def visit_Call(self, node: ast.Call) -> None:
        """Look at what is called, and how."""
        name = self._name(node.func)
        words = {each.arg: each.value for each in node.keywords if each.arg}
        known = CALLS.get(name)
        if known and not _is_false(words.get("usedforsecurity")) and not (name == "mark_safe" and _is_constant(node)):
            self._add(node, name, *known)
        if name.startswith("subprocess.") and _is_true(words.get("shell")):
            severity = "low" if _is_constant(node) else "high"
            self._add(node, "shell", severity, "the command goes through a shell", "Use a list and leave shell out.")
        if name == "yaml.load" and "Safe" not in ast.dump(node):
            self._add(node, "yaml.load", "high", "YAML can make any object", "Use yaml.safe_load.")
        if _is_false(words.get("verify")):
            self._add(node, "no-verify", "high", "certificates are not checked", "Leave verify on.")
        if _is_true(words.get("debug")) and name.endswith(".run"):
            self._add(node, "debug", "medium", "the debugger is open to everybody", "Set debug from the environment.")
        if name.rpartition(".")[2] in ("execute", "executemany", "executescript", "raw") and any(
            map(_is_built, node.args[:1])
        ):
            self._add(node, "sql", "high", "SQL is put together from text", "Pass values as parameters.")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Look for random numbers that should be secret."""
        targets = " ".join(ast.unparse(each) for each in node.targets)
        called = {self._name(each.func) for each in ast.walk(node.value) if isinstance(each, ast.Call)}
        if RANDOM_FOR_SECRETS.search(targets) and any(each.startswith("random.") for each in called):
            self._add(node, "random", "high", "random numbers can be foretold", "Use the secrets module.")
        self.generic_visit(node)

    def _name(self, node: ast.expr) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        first = self.names.get(node.id, node.id) if isinstance(node, ast.Name) else "?"
        return ".".join([first, *reversed(parts)])

    def _add(self, node: ast.expr | ast.stmt, rule: str, severity: str, problem: str, remedy: str) -> None:
        self.hits.append((node.lineno, rule, severity, problem, remedy))


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_constant(node: ast.Call) -> bool:
    return bool(node.args) and isinstance(node.args[0], ast.Constant)


def _is_built(node: ast.expr) -> bool:
    """Whether a text is put together from others that are not constant."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(each, ast.FormattedValue) for each in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        parts = [each for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        return bool(parts) and not all(isinstance(each, ast.Constant) for each in (node.left, node.right))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
