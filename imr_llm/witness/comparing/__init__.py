"""A record held against a `Reading`: one check for every claim.

In: a record and a reading. Out: checks in a `Ledger`, each with the place of its evidence.
"""
