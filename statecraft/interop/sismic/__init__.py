"""sismic's YAML: what of its Python translates."""
