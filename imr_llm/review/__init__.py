"""A letter beside its record as one page of HTML that makes no request.

In: an extraction and the text it indexes. Out: the page. Imports only what all stages share.
"""
