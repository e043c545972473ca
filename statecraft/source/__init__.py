"""YAML, JSON or Python data to a located document: the only room that knows ruamel."""

from statecraft.source.document import Document, Located
from statecraft.source.layout import laid_out
from statecraft.source.reader import Reading, read_bytes, read_data, read_text, text_of_bytes
from statecraft.source.yaml_events import parser_name

__all__ = [
    "Document",
    "Located",
    "Reading",
    "laid_out",
    "parser_name",
    "read_bytes",
    "read_data",
    "read_text",
    "text_of_bytes",
]
