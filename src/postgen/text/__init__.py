"""Text, whatever is written in it: edits, words, languages, characters, regular expressions."""
