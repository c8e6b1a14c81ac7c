"""What the terminal shows."""

import io

from project.stack.output import LineBuffer, Terminal


class ColourTerminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self):
        return True


def test_lines_stand_behind_their_name():
    stream = io.StringIO()
    Terminal(stream).lines("web", ["one", "two"])
    assert stream.getvalue() == "web      | one\nweb      | two\n"


def test_a_terminal_gets_colours_unless_it_wants_none(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = ColourTerminal()
    Terminal(coloured).lines("web", ["one"])
    assert coloured.getvalue() == "\x1b[32mweb      | \x1b[0mone\n"
    monkeypatch.setenv("NO_COLOR", "1")
    plain = ColourTerminal()
    Terminal(plain).lines("web", ["one"])
    assert plain.getvalue() == "web      | one\n"


def test_a_closed_terminal_is_no_error():
    stream = io.StringIO()
    terminal = Terminal(stream)
    stream.close()
    terminal.say("nobody reads this")
    terminal.say("nor this")


def test_a_stream_is_cut_into_lines():
    buffer = LineBuffer(longest=8)
    assert buffer.feed(b"on") == []
    assert buffer.feed(b"e\r\ntwo\nth") == ["one", "two"]
    assert buffer.flush() == ["th"]
    assert buffer.flush() == []
    assert buffer.feed(b"an endless line") == ["an endless line"]
    assert buffer.feed(b"\xff\n") == ["\ufffd"]
