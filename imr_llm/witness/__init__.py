"""The second reader: what a letter says, read bottom-up from the raw text.

It shares no reading code with the first reader, so that the two cannot be wrong in the same way:
items are found from their outcome words upwards, dates by a scanner, roles on a text whose dates
are numbered tokens. `reading.read` is the way in; `imr_llm.verify` compares.
"""
