"""The embedded engine: a letter to a record, with no model and no network.

In: a `Letter`. Out: a `Determination`, every field but diagnoses and gists (`engine`). Each module
reads one part; the field's words lie in tables beside them. Imports `letter`, never the second
reader.
"""
