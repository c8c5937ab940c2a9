"""The edge to the disk: the writer of a site, the journal, diffs, git, the editor, the cache."""
