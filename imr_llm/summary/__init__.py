"""What the rows of a run say: overturn rates, contradictions, failures, and what to look at first.

In: the rows of a run. Out: a `Summary`, its page, and one flat table with a row for every item.
"""
