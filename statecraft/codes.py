"""The table of finding codes: code → title. A code is never reused for something else.

SC0xx the text itself · SC1xx its shape · SC2xx names · SC3xx meaning · SC4xx import · SC5xx check.
Every code has a page in docs/errors/ and a case in tests/cases/; a test compares the three lists.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_SOURCE: Final = {
    "SC001": "the text is not YAML or JSON",
    "SC002": "the file is empty",
    "SC003": "a tab in the indentation",
    "SC004": "several documents in one file",
    "SC005": "a directive that is not supported",
    "SC006": "a tag",
    "SC007": "a key stands twice",
    "SC008": "two keys differ only by quotes",
    "SC009": "a key that is no text",
    "SC010": "a key is missing or null",
    "SC011": "a text is cut at a comma",
    "SC012": "an unknown alias",
    "SC013": "an alias inside of what it names",
    "SC014": "a merge of something that is no mapping",
    "SC015": "the file is too large",
    "SC016": "too many levels",
    "SC017": "too many values",
    "SC018": "a character that is not allowed",
    "SC019": "the file is not UTF-8",
    "SC020": "a number is too large",
    "SC021": "a number is not finite",
    "SC022": "Python data that JSON does not have",
    "SC023": "Python data that hold themselves",
}

_SCHEMA: Final = {
    "SC101": "unknown key",
    "SC102": "missing key",
    "SC103": "wrong type",
    "SC104": "value that is not allowed",
    "SC105": "action without one clear kind",
    "SC106": "empty where something must be",
    "SC107": "unknown version of the language",
    "SC108": "keys that exclude each other",
}

_NAMES: Final = {
    "SC201": "a name that cannot be one",
    "SC202": "a name that is taken",
    "SC203": "unknown state",
    "SC204": "unknown value of a dimension",
    "SC205": "unknown dimension",
    "SC206": "a dimension that nothing can move",
    "SC207": "targets that exclude each other",
    "SC208": "a value declared twice",
    "SC209": "unset of a whole variable",
    "SC210": "a question that has no answer",
    "SC211": "cases with a gap",
    "SC212": "a value of a wrong type",
    "SC213": "computed in a circle",
    "SC214": "unknown action",
    "SC215": "what is given does not fit",
    "SC216": "unknown event",
    "SC217": "an event name that cannot be one",
    "SC218": "unknown machine",
    "SC219": "an import that cannot be read",
    "SC220": "files that need each other",
    "SC221": "an import outside of the project",
    "SC222": "two machines of one name",
    "SC223": "parts that contradict each other",
    "SC224": "not a duration",
    "SC225": "unknown name in a scenario",
    "SC226": "unknown code of a finding",
    "SC227": "a formula in a scenario",
    "SC231": "unknown pipeline",
    "SC232": "unknown workflow",
    "SC233": "unknown branch",
    "SC234": "unknown callback",
    "SC235": "a callback outside of a workflow",
    "SC236": "a second handler of the event of a pipeline",
    "SC237": "two steps of one name",
    "SC238": "a step that status_steps does not list",
    "SC239": "a workflow that is not exposed",
    "SC240": "unknown slot of a child",
    "SC241": "an event that is reserved",
    "SC242": "two children in one slot",
}

_EXPRESSIONS: Final = {
    "SC301": "an expression that cannot be read",
    "SC302": "an unknown name",
    "SC303": "a value that never occurs",
    "SC304": "kinds of values that do not go together",
    "SC305": "a construct that is not in the language",
    "SC306": "an unknown function",
    "SC307": "wrong arguments",
    "SC308": "an unknown state",
    "SC309": "now() or can() where it has no place",
    "SC310": "an unknown field",
    "SC311": "an expression that is too large",
    "SC312": "a condition that is not true or false",
    "SC313": "a pattern that cannot be used",
    "SC314": "a literal that is written wrong",
    "SC315": "a place that cannot be written",
    "SC316": "a name that is taken",
    "SC317": "a key written twice",
    "SC318": "named expressions that add up to too much",
}

_MEANING: Final = {
    "SC340": "eventless transitions that never end",
    "SC341": "a transition that is never reached",
    "SC342": "the same condition twice",
    "SC343": "a move that the map forbids",
    "SC344": "cascades that contradict each other",
    "SC345": "cascades that never settle",
    "SC346": "a rule that never applies",
    "SC347": "a value that is never entered",
    "SC348": "a state that is never entered",
    "SC349": "a completion that never comes",
    "SC350": "an event that nothing takes",
    "SC351": "declared and never used",
    "SC352": "a text that is also a name",
    "SC353": "an effect that may be repeated",
    "SC354": "a condition that is decided beforehand",
    "SC355": "a constraint that no state keeps",
    "SC356": "a final state as a region",
    "SC357": "a dimension that nothing moves",
    "SC358": "a cancel of nothing",
    "SC359": "assignments that overlap",
    "SC360": "a waiver that allows nothing",
    "SC361": "a failure that nothing takes",
    "SC362": "an answer that nothing gives",
    "SC370": "pipelines that wait for themselves",
    "SC371": "a branch that is never entered",
    "SC372": "a step that is never reached",
    "SC380": "children that share a slot",
    "SC381": "a receiver that resembles a slot",
    "SC382": "machines that start each other without an end",
    "SC383": "a notification that no machine takes",
    "SC384": "an event for a child that takes none",
}

_CHECKER: Final = {
    "SC501": "a state that is never reached",
    "SC502": "a value that is never reached",
    "SC503": "a transition that is never taken",
    "SC504": "a transition that is always refused",
    "SC505": "a step that is never reached",
    "SC506": "a state inside takes the event first",
    "SC507": "rules that contradict each other",
    "SC508": "a rule that never refuses anything",
    "SC509": "a requirement that others imply",
    "SC510": "a cascade that never moves anything",
    "SC511": "cascades that pull against each other",
    "SC512": "a deadlock",
    "SC513": "a state without a way to the end",
    "SC514": "a state that is never left",
    "SC515": "an outcome that hangs on the order of text",
    "SC516": "transitions that claim one region",
    "SC517": "a step that never ends",
    "SC518": "a pipeline that leaves a dimension stuck",
    "SC519": "a completion that is refused unheard",
    "SC520": "a property that does not hold",
    "SC521": "a formula that has no value in some state",
}

_IMPORT: Final = {
    "SC401": "a text that is no SCXML",
    "SC402": "lost on the way to or from another format",
    "SC403": "a text that is no XState machine",
    "SC404": "a text that is no chart of sismic",
}

TITLES: Final = MappingProxyType(
    {**_SOURCE, **_SCHEMA, **_NAMES, **_EXPRESSIONS, **_MEANING, **_IMPORT, **_CHECKER}
)
"""Code → short title, as ``validate --json`` gives in ``summary``."""
