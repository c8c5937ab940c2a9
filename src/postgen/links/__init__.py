"""Links to other sites: where they stand, and what became of them. Pure.

`find` reads them from a text, `evidence` what a page says, `signs` which of it speaks for a new
owner, `verdicts` decides, `history` remembers, `archives` knows the addresses of archives, and
`fix` edits single addresses.
"""
