"""A deliberate trial of verification: what can be planted in a letter, and what a lie can claim.

In: letters with labels whose records are right and verified. Out: how often something wrong is
called verified (`__main__` says so in tables). `planting` puts texts into letters (`plants.toml`),
`breaking` breaks titles and joins letters, `lies` tells `verify` one wrong thing at a time, and
`peers` tells the same lies to other libraries.
"""
