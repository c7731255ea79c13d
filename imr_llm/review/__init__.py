"""A letter beside its record as one page of HTML that makes no request; a run's letters as many.

In: an extraction and the text it indexes (`page`), or the rows of a run (`run`). Out: pages. On a
run's pages people decide values; `accepted` makes records and labels of what they saved.
"""
