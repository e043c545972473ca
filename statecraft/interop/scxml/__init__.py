"""SCXML in and out."""
