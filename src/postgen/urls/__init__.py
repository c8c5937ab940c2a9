"""All that was ever linked: whether two URLs are the same link, and where a text holds one. Pure."""
