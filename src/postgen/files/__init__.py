"""The edge to the disk: the one writer of a site, the journal for undo, diffs, git, the editor, the cache folder."""
