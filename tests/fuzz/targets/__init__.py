"""What is fuzzed: one module a target.

A module has `seeds()`, inputs to begin with, and `check(data)`, which tries one and raises for what must not be.
`check` may return a word on how the input came out: an input with a new one is kept. `PIECES` is mixed in.
"""
