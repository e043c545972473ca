"""What can be typed in a session, and which command a typed line means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from statecraft.cli.printing import faint, strong
from statecraft.diagnostics import UsageError, nearest, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: its name, the arguments that it takes, what it does."""

    name: str
    arguments: str
    does: str


COMMANDS: Final = (
    Command(name="send", arguments="EVENT [PAYLOAD]", does="send any event"),
    Command(name="advance", arguments="[30s]", does="let time pass, by default to the next timer"),
    Command(name="move", arguments="DIM=VALUE ...", does="move free dimensions, all at once"),
    Command(name="answer", arguments="ID [JSON]", does="give the result of a pending action"),
    Command(name="fail", arguments="ID [MESSAGE]", does="let a pending action fail"),
    Command(name="why", arguments="EVENT [PAYLOAD]", does="every reason why not, with its line"),
    Command(name="is", arguments="CONDITION", does="whether it holds: is docstatus == 0"),
    Command(name="context", arguments="[NAME]", does="the whole values of the context"),
    Command(name="show", arguments="", does="the state and the events once more"),
    Command(name="undo", arguments="", does="go back to before the last change"),
    Command(name="redo", arguments="", does="take back an undo"),
    Command(name="log", arguments="", does="what was done so far"),
    Command(name="save", arguments="[NAME] [> FILE]", does="keep this session as a scenario"),
    Command(name="snapshot", arguments="FILE", does="write the state to a file"),
    Command(name="restart", arguments="", does="read the definition again and start anew"),
    Command(name="help", arguments="", does="this list"),
    Command(name="quit", arguments="", does="leave, as the end of input does"),
)

NAMES: Final = tuple(command.name for command in COMMANDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A line understood: a command's name and the text of its arguments."""

    command: str
    rest: str


def understood(line: str, events: Sequence[str], numbered: Sequence[str]) -> Typed:
    """What a line means: a number or an event sends it; an event precedes a command.

    *numbered* are the events that go by 1, 2, …. Names may be shortened to what is unique. A
    slash before the word says that it is a command.

    Raises:
        UsageError: the first word is nothing of this, or more than one thing.
    """
    word, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    if word.startswith("/"):
        return Typed(command=_whole(word[1:], NAMES, "command"), rest=rest)
    if word.isdecimal():
        return Typed(command="send", rest=f"{_numbered(int(word), numbered)} {rest}".strip())
    if word in events:
        return Typed(command="send", rest=f"{word} {rest}".strip())
    if word in NAMES:
        return Typed(command=word, rest=rest)
    whole = _whole(word, (*events, *NAMES), "event or command")
    if whole in events:
        return Typed(command="send", rest=f"{whole} {rest}".strip())
    return Typed(command=whole, rest=rest)


def event_named(word: str, events: Sequence[str]) -> str:
    """The event that a word means: itself, or the only one that it begins; else any other name."""
    beginning = () if word in events else beginning_with(word, events)
    return beginning[0] if len(beginning) == 1 else word


def beginning_with(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that begin with a word, whatever the case of its letters."""
    low = word.lower()
    return tuple(dict.fromkeys(name for name in names if name.lower().startswith(low)))


def _numbered(number: int, numbered: Sequence[str]) -> str:
    if 1 <= number <= len(numbered):
        return numbered[number - 1]
    known = f"the numbers are 1 to {len(numbered)}" if numbered else "no event can be sent now"
    raise UsageError(f"there is no event {number}: {known}")


def _whole(word: str, names: Sequence[str], kind: str) -> str:
    if word in names:
        return word
    found = beginning_with(word, names)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{quoted(word)} begins {', '.join(found[:6])}: write more of it")
    near = nearest(word.lower(), [name.lower() for name in names])
    meant = [name for name in names if name.lower() == near]
    hint = f" (did you mean {quoted(meant[0])}?)" if meant else "; help lists the commands"
    raise UsageError(f"no {kind} {quoted(word)}{hint}")


def help_lines() -> Iterator[str]:
    """The list of commands."""
    yield 'an event\'s name or number sends it: OPEN, 2, PAY ticket=A, PAY {"ticket": "A"}'
    width = max(len(f"{each.name} {each.arguments}") for each in COMMANDS)
    for each in COMMANDS:
        usage = f"{each.name} {each.arguments}"
        padding = " " * (width - len(usage))
        yield f"  {strong(each.name)} {each.arguments}{padding}  {each.does}"
    yield faint("  Names may be shortened. A slash says that it is a command: /undo")
