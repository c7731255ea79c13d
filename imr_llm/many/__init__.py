"""Many letters: a stream in, a row each out, then tables.

In: paths, texts, or an archive (`inputs`). Out: an `Answer` a letter, in order (`stream`), kept in
a `journal`, as Arrow `tables`, or on a `cluster`; or by way of a `provider`'s batch.
Imports `pipeline`, and knows no reader.
"""
