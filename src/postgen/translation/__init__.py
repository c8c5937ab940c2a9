"""A post in another language: what it begins as, and how it differs from its original. Pure.

A translation begins as a copy (`skeleton`): every heading, image, list, table and reference is
there already, under the same number, and above each passage (`passages`) stands a comment with the
original, which is to go when the passage is translated. `parse` reads what the two lead to,
`differences` compares them, `compare` reports it as findings, and `restore` lists again what is
lost.
"""
