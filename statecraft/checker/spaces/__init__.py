"""A chart as a space of codes, one per level, and what each choice does to them."""
