"""A file to text, and a text to the parts of a letter as spans.

In: bytes or text. Out: the text that spans index (`documents`), whether it is one determination
(`gate`), a `Letter`: header, reviewer, summary and items (`sections`, from `blocks`, `notice` and
`titles`), and what a guideline paragraph cites (`citations`). Imports only what all stages share.
"""
