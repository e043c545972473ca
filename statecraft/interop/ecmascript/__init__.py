"""A documented part of ECMAScript, read and translated to our expression language."""
