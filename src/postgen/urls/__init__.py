"""URLs: whether two are the same page, where a bare one ends, and where a text holds one. Pure."""
