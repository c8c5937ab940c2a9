"""URLs: whether two are the same page, where a bare one ends, and where a text holds one. Pure.

`canonical` decides whether two are the same page, by the tables of `site_rules` and `tracking`:
`parts` takes a URL apart, `redirects` finds the address that a redirecting page carries, and
`parameters` what of a query tracks readers. `finder` looks for URLs in a text, after a first look
with a `needle`, and `bare` is the grammar of an address in running text. `same_title` finds what no
rule for URLs can know, and `allowed_repeats` what may be published again all the same.
"""
