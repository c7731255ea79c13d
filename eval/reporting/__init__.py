"""Figures for people: plain JSON, tables, a page, a comparison with an earlier run."""
