"""What a letter says, read bottom-up from the raw text by means of the second reader's own.

In: the text. Out: a `Reading` (`whole`): header, reviewer, worker, items, dates and their roles, as
places in that text. Items are found from their outcome words upwards, dates by a scanner.
"""
