"""JSON values to shapes, durations and text: what a value is, independent of any definition."""
