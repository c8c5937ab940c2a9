"""The workflows of GitHub that `postgen init` writes: `files/` has a file for each.

`registry` fills them in; `parts/` are the lines that several of them share. `form` is the issue
form of the inbox: its categories, and what an issue that was written with it says.
"""
