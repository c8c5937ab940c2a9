"""The year in numbers: what a site published, how often, and what became of it. Pure.

`model` has what is counted and what comes of it, `count` counts, `page` writes it as HTML with the
plots of `plots`.
"""
