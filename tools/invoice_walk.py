"""A walk through definitions/sales_invoice.statechart.yaml, saying what happens and why.

Ends with 1 when the invoice does something else than is told here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import statecraft as sc
from statecraft.render import draw

ROOT = Path(__file__).resolve().parent.parent
DEFINITION = ROOT / "definitions/sales_invoice.statechart.yaml"
PICTURES = ROOT / ".demo"


def db_update(data: dict[str, object]) -> dict[str, object]:
    """What a database would do."""
    print(f"    (the host stores {data})")
    return {"success": True}


def check_document(data: dict[str, object]) -> dict[str, object]:
    """What a form would check."""
    print(f"    (the host checks {data['data']})")
    return {"errors": {}}


def fetch(data: dict[str, object]) -> dict[str, object]:
    """What a database would find: here, nothing more than was asked for."""
    return {"name": data["name"]}


class Surprise(Exception):
    """The invoice did something else than this walk tells."""


def tell(what: str, outcome: sc.Outcome, expected: str) -> None:
    """Print what was tried and what became of it: the moves, or the reasons with their lines."""
    print(f"\n{what}\n    {outcome.kind}")
    for one in (outcome, *outcome.followed_by):
        for move in one.moves:
            print(f"    {move.dimension}: {move.before} -> {move.after}")
    for reason in outcome.reasons:
        print(f"    because: {reason.message}")
        print(f"    see {reason.at}")
    if outcome.kind != expected:
        raise Surprise(f"{what}: expected {expected}, got {outcome.kind}")


def walk(invoice: sc.Machine) -> None:
    """From an empty draft to a submitted invoice, with what the rules refuse on the way."""
    change = {"field": "customer", "value": "ACME"}
    print(f"A new invoice: {invoice.capabilities()}")
    tell("Edit a field.", invoice.send("EDIT_FIELD", change), "accepted")
    tell("Submit it unsaved.", invoice.send("SUBMIT"), "rejected")
    tell("Validate it.", invoice.send("VALIDATE"), "accepted")
    tell("Save it.", invoice.send("SAVE"), "accepted")
    tell("Submit it.", invoice.send("SUBMIT"), "accepted")
    tell("Edit it once more.", invoice.send("EDIT_FIELD", change), "rejected")
    print(f"\nA submitted invoice: {invoice.capabilities()}")
    print("Asking before trying, as a user interface does: why can it not be edited?")
    for reason in invoice.why_not("EDIT_FIELD", change):
        print(f"    {reason}")


def leave_pictures(invoice: sc.Machine) -> None:
    """Draw the machine where it stands now, twice."""
    PICTURES.mkdir(exist_ok=True)
    drawing = draw(invoice.chart, invoice.snapshot)
    print("\nThis is how it looks, with the active values marked:")
    for name in ("sales_invoice.svg", "sales_invoice.png"):
        drawing.save(PICTURES / name)
        print(f"    {PICTURES / name}")


def main() -> int:
    """The exit code of the walk."""
    print(f"Running {DEFINITION}")
    host = {"db_update": db_update, "check_document": check_document, "fetch": fetch}
    try:
        invoice = sc.Machine(sc.load(DEFINITION), actions=host)
        walk(invoice)
        leave_pictures(invoice)
    except Surprise as surprise:
        print(f"\nThis is not what should happen. {surprise}", file=sys.stderr)
        return 1
    print("\nNone of this is in Python: read the definition, change a rule, run this again.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
