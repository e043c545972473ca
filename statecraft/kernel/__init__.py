"""Chart and snapshot and event to snapshot and effects: the only room that executes anything.

Rule 1: everything that decides the next state of a machine lives in this room, and is written
down in docs/semantics.md by number. Rule 2: nothing here knows what time it is, reads a file,
prints, or calls a program's function other than the pure ones that a definition declares.
Whatever must happen outside is returned as an effect; whatever came back is an event.
"""
