"""A document to a checked document or findings: the only room that knows jsonschema."""

from statecraft.schema.check import CheckedDocument, check_document
from statecraft.schema.shipped import schema_text, shipped

__all__ = ["CheckedDocument", "check_document", "schema_text", "shipped"]
