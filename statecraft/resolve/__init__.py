"""CheckedDocument to Definition: names bound, defaults filled in, every value typed."""
