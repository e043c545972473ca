"""What ``check`` asks of every machine by itself: a module for each kind of question."""
