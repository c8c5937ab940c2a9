"""The views of the desk: one module each, with its `ROUTES`."""
