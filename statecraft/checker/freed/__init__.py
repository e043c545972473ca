"""A machine without its open data, which is answered freely instead: what holds then holds."""
