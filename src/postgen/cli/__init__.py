"""The command line: parse, call one command, report.

The only package that knows typer, prints and catches errors.
"""
