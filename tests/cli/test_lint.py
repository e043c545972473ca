"""lint and fmt: findings chosen, explained and mended; layout without a loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from statecraft.source import laid_out, read_text
from tests.cli.calling import statecraft

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "definitions").rglob("*.statechart.yaml"))

WRONG = """\
statecraft: 1
machine: door
initial: shutt  # where it begins
states:
  shut: {on: {GO: opn}}
  # the other one
  open: {on: {BACK: {when: active('shut'), target: shut}}}
allow:
  - {code: SC353, at: states.shut, because: it was so once}  # old
"""

MENDED = """\
statecraft: 1
machine: door
initial: shut  # where it begins
states:
  shut: {on: {GO: open}}
  # the other one
  open: {on: {BACK: {when: active('shut'), target: shut}}}
allow:
"""


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


def test_a_code_is_explained_by_its_page():
    page = (ROOT / "docs" / "errors" / "SC512.md").read_text(encoding="utf-8")
    assert statecraft("lint", "--explain", "sc512").out == page
    assert statecraft("lint", "--explain", "SC999").code == 2


@pytest.mark.parametrize(
    ("options", "code", "shown"),
    [
        pytest.param([], 1, ["SC203", "SC203"], id="all"),
        pytest.param(["--select", "SC3"], 0, [], id="none of those that begin so"),
        pytest.param(["--select", "SC1,SC203"], 1, ["SC203", "SC203"], id="several"),
        pytest.param(["--ignore", "SC20"], 0, [], id="all but some"),
        pytest.param(["--select", "SC9"], 2, [], id="no code begins so"),
    ],
)
def test_findings_are_chosen_by_code(options, code, shown):
    Path("door.yaml").write_text(WRONG, encoding="utf-8")
    done = statecraft("lint", "door.yaml", *options)
    found = [line.split("[")[1][:5] for line in done.out.splitlines() if ": error[" in line]
    assert (done.code, found) == (code, shown)


def test_names_are_put_right_and_comments_stay():
    Path("door.yaml").write_text(WRONG.replace("allow:\n", "x-allow:\n"), encoding="utf-8")
    assert statecraft("lint", "--fix", "door.yaml").code == 0
    mended = WRONG.replace("shutt", "shut").replace("opn", "open")
    text = Path("door.yaml").read_text(encoding="utf-8")
    assert text == mended.replace("allow:\n", "x-allow:\n")


def test_a_waiver_without_a_use_is_taken_out():
    kept = "  - {code: SC354, at: states.open, because: it is a joke}\n"
    Path("door.yaml").write_text(WRONG + kept, encoding="utf-8")
    statecraft("lint", "--fix", "door.yaml")
    text = Path("door.yaml").read_text(encoding="utf-8")
    assert "SC353" not in text


def test_what_is_not_asked_for_is_not_mended():
    Path("door.yaml").write_text(WRONG, encoding="utf-8")
    statecraft("lint", "--fix", "--select", "SC1", "door.yaml")
    assert Path("door.yaml").read_text(encoding="utf-8") == WRONG


IMPLIED = """\
statecraft: 1
machine: form
dimensions:
  document: {values: [draft, sent], transitions: any, moves: free}
  dirty: {values: [false, true], transitions: any, moves: free}
  operation: {values: [idle, saving], transitions: any, moves: free}
rules:
  drafts_are_edited: {on: {dirty: true}, require: [{that: document == 'draft'}]}
  what_is_clean_is_sent: {on: {document: sent}, require: [{that: not dirty}]}
  # when it is saved
  saving:
    on: {operation: saving}
    require:
      - that: document == 'draft'
        message: Only a draft is saved.
      # there is something to save
      - that: dirty  # yes
"""
AGAIN = "  again: {on: {dirty: true}, require: [{that: document != 'sent'}]}  # once more\n"
FLOW = "[{that: document == 'draft', message: Only a draft is saved.}, {that: dirty}]"


def in_flow(text: str, entries: str = FLOW) -> str:
    """The definition with the requirements of `saving` on one line."""
    return text[: text.index("  # when")] + (
        f"  # when it is saved\n  saving: {{on: {{operation: saving}}, require: {entries}}}\n"
    )


BLOCK = "      - that: document == 'draft'\n        message: Only a draft is saved.\n"
MENDS = [
    pytest.param(IMPLIED, IMPLIED.replace(BLOCK, ""), id="an entry of a block"),
    pytest.param(in_flow(IMPLIED), in_flow(IMPLIED, "[{that: dirty}]"), id="the first of a line"),
    pytest.param(
        in_flow(IMPLIED, "[{that: dirty}, {that: document == 'draft'}]"),
        in_flow(IMPLIED, "[{that: dirty}]"),
        id="the last of a line",
    ),
    pytest.param(
        IMPLIED.replace(BLOCK, "").replace("  what_is", AGAIN + "  what_is"),
        IMPLIED.replace(BLOCK, "").replace(
            "  drafts_are_edited: {on: {dirty: true}, require: [{that: document == 'draft'}]}\n",
            AGAIN,
        ),
        id="a whole rule",
    ),
    pytest.param(
        IMPLIED.replace(BLOCK, "") + "allow:\n  - {code: SC514, at: rules, because: a joke}\n",
        IMPLIED.replace(BLOCK, ""),
        id="the last waiver",
    ),
    pytest.param(
        IMPLIED.replace(BLOCK, "      # only drafts\n" + BLOCK.replace("saved.\n", "saved.\n")),
        IMPLIED.replace(BLOCK, "      # only drafts\n"),
        id="a remark above it stays",
    ),
]


@pytest.mark.parametrize(("text", "mended"), MENDS)
def test_what_check_finds_is_mended_where_it_is_asked_for(text, mended):
    Path("form.yaml").write_text(text, encoding="utf-8")
    done = statecraft("lint", "--fix", "--select", "SC5,SC360", "form.yaml")
    assert Path("form.yaml").read_text(encoding="utf-8") == mended
    assert (done.code, done.out) == (0, "")
    assert statecraft("lint", "--fix", "--select", "SC5,SC360", "form.yaml").err == (
        "0 errors, 0 warnings\n"
    )


def test_what_check_finds_is_shown_where_it_is_asked_for():
    assert statecraft("lint", "-", stdin=IMPLIED).out == ""
    done = statecraft("lint", "--select", "SC50", "-", stdin=IMPLIED)
    found = [line.split(": the requirement")[0] for line in done.out.splitlines()]
    assert [line for line in found if "warning" in line] == ["<stdin>:14:9: warning[SC509]"]


def test_a_comment_inside_is_not_taken_out_with_a_rule():
    commented = IMPLIED.replace(BLOCK, "").replace("not dirty", "dirty == false")
    text = commented + AGAIN.replace("again", "saving_too").replace(
        "{dirty: true}", "{operation: saving}"
    ).replace("document != 'sent'", "dirty")
    Path("form.yaml").write_text(text, encoding="utf-8")
    statecraft("lint", "--fix", "--select", "SC509", "form.yaml")
    assert Path("form.yaml").read_text(encoding="utf-8") == text


def test_claims_that_are_not_decided_end_with_another_exit_code():
    counter = "statecraft: 1\nmachine: m\ncontext: {n: {type: integer, initial: 0}}\n"
    counter += "on: {ADD: {when: n < 500, do: [{set: {n: =n + 1}}]}}\n"
    done = statecraft("lint", "--select", "SC5", "--max-states", "5", "-", stdin=counter)
    assert done.code == 3
    assert "not decided" in done.err


MESSY = """\


statecraft: 1   \n# about it
machine: x


context:
      # of a
      a: {type: integer,
          initial: 0}  # here
      b:
          type: string
          initial: >-
              some
                more

              text   \n
states:
    s1:
        entry:
        - set: {a: 1}
        # before raise
        - raise: E
          with:
              x: 1
        -   log: "multi
              line"
    s2: {}
    # end of states
initial: s1
"""

TIDY = """\
statecraft: 1
# about it
machine: x

context:
  # of a
  a: {type: integer,
      initial: 0}  # here
  b:
    type: string
    initial: >-
        some
          more

        text   \n
states:
  s1:
    entry:
      - set: {a: 1}
      # before raise
      - raise: E
        with:
          x: 1
      - log: "multi
            line"
  s2: {}
  # end of states
initial: s1
"""


def test_a_definition_is_laid_out():
    Path("x.yaml").write_text(MESSY, encoding="utf-8")
    assert statecraft("fmt", "--check", "x.yaml").code == 1
    assert Path("x.yaml").read_text(encoding="utf-8") == MESSY
    assert statecraft("fmt", "x.yaml").code == 0
    assert Path("x.yaml").read_text(encoding="utf-8") == TIDY
    assert statecraft("fmt", "--check", "x.yaml").code == 0


def test_the_difference_is_shown():
    done = statecraft("fmt", "--check", "--diff", "-", stdin=MESSY)
    assert (done.code, done.out.splitlines()[:2]) == (1, ["--- <stdin>", "+++ <stdin> laid out"])


def test_stdin_goes_to_stdout():
    assert statecraft("fmt", "-", stdin=MESSY).out == TIDY


def test_line_ends_stay():
    text = MESSY.replace("\n", "\r\n")
    assert laid_out(text) == TIDY.replace("\n", "\r\n")


def test_json_is_printed_anew():
    Path("x.json").write_text('{"statecraft": 1,\n"machine": "x"}', encoding="utf-8")
    assert statecraft("fmt", "x.json").code == 0
    tidy = '{\n  "statecraft": 1,\n  "machine": "x"\n}\n'
    assert Path("x.json").read_text(encoding="utf-8") == tidy


def test_what_cannot_be_read_is_not_laid_out():
    Path("x.yaml").write_text("a: [1\n", encoding="utf-8")
    done = statecraft("fmt", "x.yaml")
    assert done.code == 2
    assert "mend this first" in done.err


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name.partition(".")[0])
def test_the_shipped_definitions_are_laid_out(path):
    text = path.read_text(encoding="utf-8")
    assert laid_out(text) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name.partition(".")[0])
def test_a_layout_of_another_width_says_the_same(path):
    text = path.read_text(encoding="utf-8")
    wide = "".join(_wide(line) for line in text.splitlines(keepends=True))
    document, again = read_text(wide, "x").document, read_text(laid_out(wide), "x").document
    assert again.data == document.data
    assert laid_out(laid_out(wide)) == laid_out(wide)


def _wide(line: str) -> str:
    """The line, indented twice as far, behind a dash too."""
    stripped = line.lstrip(" ")
    inside = f"-   {stripped[2:]}" if stripped.startswith("- ") else stripped
    return "  " * (len(line) - len(stripped)) + inside
