"""What outlives a program: the only room that knows a database."""
