"""A payload or a result that is asked for, one value after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from statecraft.cli.arguments import json_value
from statecraft.diagnostics import UsageError
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, finite_values, violations
from statecraft.values.text import text_of

GIVE_UP: Final = "."
"""The line that ends a form without anything being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """What an empty line stands for."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One value that is wanted; ``optional`` ones may be left out by an empty line."""

    name: str
    shape: Shape
    optional: bool = False
    default: Default | None = None

    @property
    def prompt(self) -> str:
        """The question, with what may be answered."""
        wanted = described(self.shape)
        if self.default is not None:
            wanted = f"{wanted}; Enter: {json.dumps(self.default.value, ensure_ascii=False)}"
        elif self.optional:
            wanted = f"{wanted}; Enter: none"
        return f"  {self.name} ({wanted}): "


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A value that was given to a question by its name."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Questions that are still open, in order, and what was answered so far.

    Attributes:
        command: what is done in the end: ``send`` or ``answer``.
        subject: the event or action that it is done with.
        whole: the only answer is the value itself; else they are fields of a mapping.
    """

    command: str
    subject: str
    questions: tuple[Question, ...]
    whole: bool = False
    answers: tuple[Answered, ...] = field(default=())

    @property
    def result(self) -> Value:
        """What was answered."""
        if self.whole:
            return self.answers[0].value
        return {each.name: each.value for each in self.answers}


def payload_form(event: str, shape: Shape) -> Form:
    """The form for an event's declared payload."""
    questions = tuple(
        Question(name=name, shape=of, optional=name not in shape.required)
        for name, of in shape.properties.items()
    )
    return Form(command="send", subject=event, questions=questions)


def value_form(command: str, subject: str, question: Question) -> Form:
    """The form for one value."""
    return Form(command=command, subject=subject, questions=(question,), whole=True)


def filled(form: Form, text: str) -> Form:
    """The form with its first question answered by a line.

    Raises:
        UsageError: the line does not fit; the question stands.
    """
    question, *rest = form.questions
    left = replace(form, questions=tuple(rest))
    if not text.strip():
        if question.default is not None:
            value = question.default.value
        elif question.optional:
            return left
        else:
            raise UsageError(f"{question.name} is needed; a line with only {GIVE_UP} gives up")
    else:
        value = _value(question, text.strip())
    for problem in violations(question.shape, value, question.name)[:1]:
        raise UsageError(problem)
    return replace(left, answers=(*form.answers, Answered(name=question.name, value=value)))


def _value(question: Question, text: str) -> Value:
    """A listed value by its text, then JSON, then the text itself where that is allowed."""
    for listed in finite_values(question.shape) or ():
        if text_of(listed) == text:
            return listed
    kinds = question.shape.kinds
    if kinds == {"string"} and not (text.startswith('"') and text.endswith('"')):
        return text
    try:
        return json_value(question.name, text)
    except UsageError:
        if (not kinds or "string" in kinds) and text[0] not in '{["':
            return text
        raise


def described(shape: Shape) -> str:
    """What values a shape has, in a few words."""
    listed = shape.enum
    if listed is not None:
        return ", ".join(text_of(value) for value in listed)
    words = " or ".join(word for kind, word in _WORDS.items() if kind in shape.kinds)
    bounds = " ".join(_bounds(shape))
    return f"{words or 'any value'}{', ' if bounds else ''}{bounds}"


_WORDS: Final = MappingProxyType(
    {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true or false",
        "array": "list as JSON",
        "object": "mapping as JSON",
        "null": "null",
    }
)


def _bounds(shape: Shape) -> Iterator[str]:
    if shape.minimum is not None and shape.maximum is not None:
        yield f"{shape.minimum} to {shape.maximum}"
    elif shape.minimum is not None:
        yield f"at least {shape.minimum}"
    elif shape.maximum is not None:
        yield f"at most {shape.maximum}"
    if shape.exclusive_minimum is not None:
        yield f"more than {shape.exclusive_minimum}"
    if shape.exclusive_maximum is not None:
        yield f"less than {shape.exclusive_maximum}"
