"""The desk: the backlog, the issue that is written and its page, in the browser of this machine.

It is another front end of `commands/`, as `cli/` is. Nothing here prints, and nothing but
`files/store` writes to the site. Starlette and uvicorn are imported by nobody else, and late.
"""
