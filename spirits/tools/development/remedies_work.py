"""What usually causes an error, and what to do."""

import re

REMEDIES: tuple[tuple[str, str, str, str], ...] = (  # language, type, message, remedy with {1} for the first group
    ("python", r"KeyError", r"(.+)", "The key {1} is not in the mapping: check how it is filled, or use .get()."),
    ("python", r"AttributeError", r"'NoneType' object has no attribute '(\w+)'", "A value is None where .{1} is asked of it: find the call that returned None (a search without result, a function without return) and handle that case."),
    ("python", r"AttributeError", r"'(\w+)' object has no attribute '(\w+)'", "{1} has no {2}: check the spelling, the type that is really there, and the library's version."),
    ("python", r"AttributeError", r"module '([\w.]+)' has no attribute '(\w+)'", "The module {1} has no {2}: look for a file of your own with the module's name, a circular import, or another version."),
    ("python", r"(?:ModuleNotFound|Import)Error", r"No module named '([\w.]+)'", "Install what provides {1} into the environment that runs this, or mend the import path."),
    ("python", r"ImportError", r"cannot import name '(\w+)'", "{1} is not there to import: a circular import, another version, or a misspelling."),
    ("python", r"TypeError", r"missing \d+ required (?:positional|keyword-only) argument", "A call leaves out an argument: compare it with the function's definition, also self for methods."),
    ("python", r"TypeError", r"'NoneType' object is not (\w+)", "A value is None: find the call that returned it; it must be {1} here."),
    ("python", r"TypeError", r"unsupported operand type\(s\) for (\S+): '(\w+)' and '(\w+)'", "{1} is used on {2} and {3}: convert one of them first."),
    ("python", r"IndexError", r"", "The position is past the end: check the length, and the empty case."),
    ("python", r"UnboundLocalError|NameError", r"(?:variable|name) '(\w+)'", "{1} is used before it is set, or misspelled: set it on every way to this line."),
    ("python", r"ValueError", r"invalid literal for int\(\) with base \d+: (.+)", "The text {1} is no whole number: check or clean the input before int()."),
    ("python", r"ValueError", r"(?:not enough|too many) values to unpack", "The number of names differs from the number of values: look at what is really returned."),
    ("python", r"ZeroDivisionError", r"", "The divisor is zero: handle the empty or zero case before dividing."),
    ("python", r"UnicodeDecodeError", r"'([\w-]+)' codec", "The bytes are not {1}: name the encoding they really have."),
    ("python", r"RecursionError", r"", "A function calls itself without end: check its stop condition and circular data."),
    ("python", r"FileNotFoundError", r"'([^']+)'", "{1} does not exist from the folder the program runs in: use an absolute path, or make it."),
    ("python", r"PermissionError", r"", "The program's user may not do this with the file: check owner and rights."),
    ("python", r".*OperationalError", r"no such table: (\w+)", "The table {1} is missing: run the migrations."),
    ("python", r".*ConnectionRefusedError|.*OperationalError", r"[Cc]onnection refused", "Nothing listens at that address: start the server, check host and port."),
    ("javascript", r"TypeError", r"Cannot read propert(?:y|ies) (?:'(\w+)' )?of (undefined|null)", "A value is {2} where a property is read: wait until it is loaded, or check it first (?.)."),
    ("javascript", r"TypeError", r"(\S+) is not a function", "{1} is no function: check the import (default or named), the spelling, and what overwrites it."),
    ("javascript", r"ReferenceError", r"(\S+) is not defined", "{1} is not in scope: import or declare it; in Node there is no window or document."),
    ("javascript", r"Error", r"Cannot find module '([^']+)'", "Install {1}, or mend the path of the import."),
    ("javascript", r"SyntaxError", r"Unexpected token .* JSON", "What is parsed is no JSON: look at the answer itself; often it is an HTML error page."),
    ("javascript", r"RangeError", r"Maximum call stack", "A function calls itself without end: check its stop condition."),
    ("javascript", r"Error", r"ECONNREFUSED", "Nothing listens at that address: start the server, check host and port."),
    ("java", r".*NullPointerException", r"", "Something is null: check the variable that the message or the root frame's line names."),
    ("java", r".*ClassNotFoundException|.*NoClassDefFoundError", r"(.*)", "{1} is not on the class path: add the dependency, check its scope and version."),
    ("java", r".*NoSuchMethodError", r"", "Two versions of a library are mixed: look at the dependency tree."),
    ("java", r".*OutOfMemoryError", r"", "The heap is full: look for what keeps growing before raising -Xmx."),
    ("java", r".*ConcurrentModificationException", r"", "A collection changes while it is walked: collect changes first, or use the iterator's remove()."),
    ("java", r".*ClassCastException", r"", "The object is of another class: check with instanceof, or find where it was put in."),
    ("java", r".*IndexOutOfBoundsException", r"", "The index is past the end: check the size first."),
    ("go", r"panic", r"runtime error: invalid memory address or nil pointer", "A pointer is nil: check the error returned before using the value."),
    ("go", r"panic", r"runtime error: index out of range \[(-?\d+)\]", "Index {1} is past the end of the slice: check len() first."),
    ("go", r"panic", r"assignment to entry in nil map", "The map was never made: make(map[…]…) before writing to it."),
    ("go", r"fatal error", r"all goroutines are asleep", "Everybody waits for somebody: a channel without a sender or receiver, or a lock never given back."),
    ("go", r"fatal error", r"concurrent map", "Two goroutines use a map at once: guard it with a mutex or use sync.Map."),
    ("go", r"panic", r"interface conversion", "The value is of another type: use the two-value form v, ok := x.(T)."),
)  # fmt: skip
UNKNOWN = "No rule knows this error: read the message at the root frame, and check the values that reach that line."


def remedies_of(language: str, kind: str, message: str) -> list[str]:
    """What to do about it, most specific first; never empty."""
    short = kind if language == "java" else kind.rpartition(".")[2]
    found = []
    for of, kinds, words, remedy in REMEDIES:
        if of == language and re.fullmatch(kinds, short) and (match := re.search(words, message)):
            found.append(_filled(remedy, match))
    return found or [UNKNOWN]


def _filled(remedy: str, match: re.Match[str]) -> str:
    return re.sub(r"\{(\d)\}", lambda at: match[int(at[1])] or "it", remedy)
