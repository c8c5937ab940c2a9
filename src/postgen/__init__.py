"""Turn a backlog of links into a numbered-reference newsletter, in any Jekyll blog."""

__version__ = "0.1.0"
