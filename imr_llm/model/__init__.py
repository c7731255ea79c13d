"""The other engine: a model is asked for a draft, and the draft becomes a record.

In: a letter's text. Out: a record, its checks, and what it cost. `prompts` and `draft` are what is
sent and asked for, `numbering` the lines that are pointed at, `asking` sends it (the only module
that touches the network), `conversation` says what is asked again, `kept` holds what was answered
before, `transcribe` makes the record; `consultation` asks about a letter that the rules have read,
`also` for the caller's own fields.
Imports `witness`, and of `letter` how a title and a guideline paragraph are cut; never the rules.
"""
