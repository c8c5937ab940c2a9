"""What a text is made of, whatever is written in it: edits, words, languages, characters."""
