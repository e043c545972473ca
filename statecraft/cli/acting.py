"""The acting options of ``run``, in the order in which they stand on the command line.

Click hands over each option's values by themselves; the order between options is known to its
parser alone, so the words are parsed once more and the parser's own list is read.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

import statecraft as sc
from statecraft.cli.arguments import event_and_payload, json_or_word, json_value, named_value
from statecraft.cli.opening import content, shown
from statecraft.diagnostics import UsageError
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.json_values import Value

OPTIONS = ("send", "run", "move", "answer", "fail", "advance", "script")


def acts(context: click.Context) -> tuple[sc.Act, ...]:
    """What the acting options ask for, in order.

    Raises:
        UsageError: an argument has not the form that its option wants.
    """
    return tuple(act for option, text in _in_order(context) for act in _acts(option, text))


def _in_order(context: click.Context) -> Iterator[tuple[str, str]]:
    """(option, text), first to last."""
    words: tuple[str, ...] = context.find_root().obj
    own = list(words[words.index(context.info_name or "run") + 1 :])
    _, _, order = context.command.make_parser(context).parse_args(own)
    texts = {option: iter(context.params[option]) for option in OPTIONS}
    for parameter in order:
        if parameter.name in texts:
            yield parameter.name, next(texts[parameter.name])


def _acts(option: str, text: str) -> tuple[sc.Act, ...]:
    match option:
        case "script":
            return sc.read_script(content(text), shown(text))
        case "send" | "run":
            event, payload = event_and_payload(f"--{option}", text)
            return (sc.Act(kind=option, argument=event, payload=payload),)
        case "advance":
            return (sc.Act(kind="advance", argument=_duration(text)),)
        case _:
            return (sc.Act(kind=option, argument=_named(option, text)),)


def _duration(text: str) -> str:
    try:
        parse_duration(text)
    except DurationError as error:
        raise UsageError(f"--advance {text}: {error.message}") from None
    return text


def _named(option: str, text: str) -> dict[str, Value]:
    if option != "answer":
        name, value = named_value(f"--{option}", text)
        return {name: value}
    name, equals, answer = text.partition("=")
    if not equals:
        return {name: None}
    return {name: json_value(f"--answer {name}", answer)}


def start_values(texts: tuple[str, ...]) -> dict[str, Value]:
    """Name → value of ``--set``.

    Raises:
        UsageError: one is not of the form NAME=JSON.
    """
    return dict(named_value("--set", text) for text in texts)


def start_input(text: str | None) -> Value:
    """The value of ``--input``.

    Raises:
        UsageError: it is not JSON.
    """
    return None if text is None else json_or_word("--input", text)
