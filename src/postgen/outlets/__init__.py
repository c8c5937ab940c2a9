"""One post, every outlet: mail, plain text, social posts; one module an outlet.

An outlet is a module here with `NAME`, `SUFFIX` and `export(post)`; see `registry` for outlets of
other packages. `post` is what an outlet gets, `elements` its HTML as a tree, `passages` its text
in pieces, with links. All of it is pure.
"""
