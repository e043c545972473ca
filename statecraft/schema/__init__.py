"""A document to a checked document or findings: the only room that knows jsonschema."""

from statecraft.schema.check import CheckedDocument, check_document
from statecraft.schema.pruning import Loss, Remainder, remainder
from statecraft.schema.shipped import schema_text, shipped

__all__ = [
    "CheckedDocument",
    "Loss",
    "Remainder",
    "check_document",
    "remainder",
    "schema_text",
    "shipped",
]
