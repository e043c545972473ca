"""A chart to what can and cannot happen in it: the room that proves, and never guesses."""
