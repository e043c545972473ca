"""A checked project to text and back: what a load can keep for the next one."""
