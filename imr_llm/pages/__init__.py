"""What every page that this package writes has in common: one file, no request, nothing unescaped.

In: a template with its style and script, and what it tells. Out: HTML.
"""
