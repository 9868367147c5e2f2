"""Say in a householder's words what PyYAML has to say in a parser's.

PyYAML names the token it stumbled over; the person who mends the file wants to know which
quote, colon or space is wrong.  So the line itself is looked at as well as the message.
"""

from dataclasses import dataclass

from supine.errors import Fault

_SHOWN_MAX = 40

_UNREADABLE = (
    "the file cannot be understood from here on: look for a missing quote, bracket or colon, "
    "or for a line that is not lined up with its neighbours"
)
_COLON = 'a sentence with ":" in it has to be put in quotes'
_AFTER_QUOTE = (
    "there is text behind the closing quote: put the whole sentence in quotes of the other kind"
)
_AFTER_BRACKET = 'a text that begins with "[" or "{" has to be put in quotes'
_NOT_LINED_UP = "this line is not lined up with the lines it belongs to: indent it as they are"


def show(text: object) -> str:
    """Return a text of the file as it may appear in a fault: short, printable, one line."""
    # Cut first: a key may be 256 KiB long.
    start = str(text)[: _SHOWN_MAX + 1]
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in start)
    return f"`{shown if len(shown) <= _SHOWN_MAX else shown[: _SHOWN_MAX - 3] + '...'}`"


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Where PyYAML stopped and what it says; lines and columns counted from 0."""

    problem: str
    context: str
    line: int
    column: int
    context_line: int
    context_column: int
    lines: list[str]

    @property
    def before(self) -> str:
        """The line up to the place."""
        return self.lines[self.line][: self.column]

    @property
    def opening(self) -> str:
        """The character that the enclosing thing begins with."""
        return self.lines[self.context_line][self.context_column : self.context_column + 1]

    @property
    def char(self) -> str:
        """The character at the place; empty at a line's end."""
        return self.lines[self.line][self.column : self.column + 1]


def explain(error: Exception, text: str, source: str) -> Fault:
    """Return one clear sentence, at its place, for an error of PyYAML's."""
    trouble = _trouble(error, text)
    problem, at_context = _explain(trouble)
    line = trouble.context_line if at_context else trouble.line
    column = trouble.context_column if at_context else trouble.column
    rule = "tab" if problem.startswith("a tab") else "yaml"
    return Fault(source, line + 1, column + 1, problem, rule)


def _trouble(error: Exception, text: str) -> _Trouble:
    # A last empty line lets every mark, the file's end included, be looked up.
    lines = [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None) or mark
    last = len(lines) - 1
    return _Trouble(
        problem=str(getattr(error, "problem", None) or ""),
        context=str(getattr(error, "context", None) or ""),
        line=min(mark.line, last) if mark else 0,
        column=mark.column if mark else 0,
        context_line=min(context.line, last) if context else 0,
        context_column=context.column if context else 0,
        lines=lines,
    )


def _explain(trouble: _Trouble) -> tuple[str, bool]:
    """Return the sentence, and whether it is about where the enclosing thing begins."""
    problem, context = trouble.problem, trouble.context
    if not problem:
        return _UNREADABLE, False
    if "quoted scalar" in context:
        return _about_quotes(trouble)
    if "mapping values" in problem:
        return _about_colon(trouble), False
    if "could not find expected ':'" in problem:
        return _about_missing_colon(trouble), True
    if "flow" in context:
        return _about_brackets(trouble)
    if "block mapping" in context or "block collection" in context:
        return _about_block(trouble), False
    return _about_start(trouble)


def _about_quotes(trouble: _Trouble) -> tuple[str, bool]:
    if "escape" in trouble.problem or "hex" in trouble.problem:
        return "a backslash means something special inside double quotes: use single quotes", False
    return "this quote is never closed", True


def _about_colon(trouble: _Trouble) -> str:
    if ": " in trouble.before.lstrip(" -"):
        return _COLON
    lines = reversed(trouble.lines[: trouble.line])
    above = next((line for line in lines if line.strip() and line.lstrip()[0] != "#"), "")
    if ":" not in above:
        return 'a ":" is missing in the line above: a key is written "key: value"'
    return (
        "this line is indented further than the line above, which is already complete: "
        "line them up, or put a text that goes over several lines in quotes"
    )


def _about_missing_colon(trouble: _Trouble) -> str:
    line = trouble.lines[trouble.context_line]
    if ":" in line:
        return 'there has to be a space after the ":"'
    return 'a ":" is missing in this line: a key is written "key: value"'


def _about_brackets(trouble: _Trouble) -> tuple[str, bool]:
    opened = trouble.opening
    if opened not in ("[", "{"):
        if trouble.char.strip():
            return f'there is nothing before this "{trouble.char}"', False
        return "a bracket is opened further up and never closed", False
    if trouble.line != trouble.context_line:
        closing = "}" if opened == "{" else "]"
        return f'this "{opened}" is not closed, or a comma is missing before its "{closing}"', True
    before = trouble.before.rstrip()
    if trouble.char == ":":
        return _COLON, False
    if before.endswith(("'", '"')) and trouble.char not in ("'", '"'):
        return _AFTER_QUOTE, False
    if before.endswith(("]", "}")):
        return _AFTER_BRACKET, False
    if trouble.char in ("{", "["):
        return f'a text with "{trouble.char}" in it has to be put in quotes here', False
    return f'a comma or the closing bracket of this "{opened}" is missing', True


def _about_block(trouble: _Trouble) -> str:
    before = trouble.before.strip(" -")
    if not before:
        return _NOT_LINED_UP
    if trouble.char in ("]", "}", ","):
        return f'this "{trouble.char}" closes nothing: leave it out, or put the text in quotes'
    if before.endswith(("'", '"')):
        return _AFTER_QUOTE
    if before.endswith(("]", "}")):
        return _AFTER_BRACKET
    value = before.split(": ")[-1].lstrip()
    if value[:1] in ("*", "&", "!"):
        return f'a text that begins with "{value[0]}" has to be put in quotes'
    return _UNREADABLE


def _about_start(trouble: _Trouble) -> tuple[str, bool]:
    """Explain a value that cannot begin the way it does."""
    problem, context = trouble.problem, trouble.context
    if trouble.char == "\t":
        return "a tab stands here: use spaces", False
    if "sequence entries" in problem:
        return 'a list begins on a line of its own: put the "-" below the key', False
    if "block scalar" in context:
        return 'a text that begins with "|" or ">" has to be put in quotes', True
    if "directive" in context or "document" in problem.casefold():
        return 'a file is one document: leave out lines like "---", "..." and "%"', False
    starts = any(word in context for word in ("alias", "anchor", "tag", "node"))
    begins = trouble.opening if starts else trouble.char
    if begins.strip():
        return f'a text that begins with "{begins}" has to be put in quotes', starts
    return _UNREADABLE, False
