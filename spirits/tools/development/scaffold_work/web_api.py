"""A JSON API that any WSGI server runs."""

from spirits.tools.development.scaffold_work.parts import IGNORED, Files, one_line, pyproject, readme


def web_api(package: str, name: str, description: str) -> Files:
    """Notes over JSON, with refusals of what is wrong."""
    return {
        "pyproject.toml": pyproject(package, description),
        "README.md": readme(name, description, f"    python -m {package}      # serves on http://127.0.0.1:8000/notes"),
        ".gitignore": IGNORED,
        f"{package}/__init__.py": f'"""{one_line(description)}"""\n',
        f"{package}/__main__.py": f'''
            """Serves the API for development; in production any WSGI server runs {package}.app:make_app()."""

            from wsgiref.simple_server import make_server

            from {package}.app import make_app

            with make_server("127.0.0.1", 8000, make_app()) as server:
                server.serve_forever()
        ''',
        f"{package}/notes.py": '''
            """The notes that are kept, by number."""

            from dataclasses import dataclass, field


            @dataclass
            class Notes:
                """Notes in memory; give it a database when they should outlive the process."""

                rows: dict[int, str] = field(default_factory=dict)

                def add(self, text: str) -> int:
                    """Keep a note and return its number."""
                    if not text.strip():
                        raise ValueError("text: must not be empty")
                    number = max(self.rows, default=0) + 1
                    self.rows[number] = text
                    return number
        ''',
        f"{package}/app.py": f'''
            """A JSON API as a WSGI application: GET /notes, POST /notes, GET and DELETE /notes/NUMBER."""

            import json
            from collections.abc import Callable, Iterable
            from typing import Any

            from {package}.notes import Notes

            LARGEST = 100_000
            Answer = tuple[int, Any]
            REASONS = {{200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found",
                       405: "Method Not Allowed", 413: "Content Too Large"}}


            def make_app(notes: Notes | None = None) -> Callable[..., Iterable[bytes]]:
                """The application over these notes, or over new ones."""
                kept = Notes() if notes is None else notes

                def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
                    status, body = answer(kept, environ)
                    content = b"" if status == 204 else json.dumps(body).encode()
                    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
                    start_response(f"{{status}} {{REASONS[status]}}", headers)
                    return [content]

                return app


            def answer(notes: Notes, environ: dict[str, Any]) -> Answer:
                """Status and body for one request."""
                method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/").rstrip("/")
                if path == "/notes":
                    return collection(notes, method, environ)
                number = path.removeprefix("/notes/")
                if not number.isascii() or not number.isdigit() or int(number) not in notes.rows:
                    return 404, {{"error": "not found"}}
                if method == "DELETE":
                    del notes.rows[int(number)]
                    return 204, None
                return (200, {{"id": int(number), "text": notes.rows[int(number)]}}) if method == "GET" else (405, {{"error": "method"}})


            def collection(notes: Notes, method: str, environ: dict[str, Any]) -> Answer:
                """All notes, or a new one."""
                if method == "GET":
                    return 200, [{{"id": number, "text": text}} for number, text in notes.rows.items()]
                if method != "POST":
                    return 405, {{"error": "method"}}
                length = int(environ.get("CONTENT_LENGTH") or 0)
                if length > LARGEST:
                    return 413, {{"error": "too large"}}
                try:
                    number = notes.add(json.loads(environ["wsgi.input"].read(length))["text"])
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    return 400, {{"error": str(error) or "text: required"}}
                return 201, {{"id": number, "text": notes.rows[number]}}
        ''',
        "tests/test_app.py": f"""
            import io
            import json

            from {package}.app import make_app


            def call(app, method, path, body=b""):
                told = []
                environ = {{"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}}
                content = b"".join(app(environ, lambda status, headers: told.append(status)))
                return int(told[0][:3]), json.loads(content) if content else None


            def test_a_note_is_kept_read_and_removed():
                app = make_app()
                assert call(app, "POST", "/notes", b'{{"text": "milk"}}') == (201, {{"id": 1, "text": "milk"}})
                assert call(app, "GET", "/notes") == (200, [{{"id": 1, "text": "milk"}}])
                assert call(app, "GET", "/notes/1") == (200, {{"id": 1, "text": "milk"}})
                assert call(app, "DELETE", "/notes/1") == (204, None)
                assert call(app, "GET", "/notes/1")[0] == 404


            def test_nonsense_is_refused():
                app = make_app()
                for body in (b"", b"[]", b"{{}}", b'{{"text": " "}}'):
                    assert call(app, "POST", "/notes", body)[0] == 400
                assert call(app, "PUT", "/notes")[0] == 405
                assert call(app, "GET", "/other")[0] == 404
        """,
    }
