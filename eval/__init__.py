"""How far a user may believe a record: scores and speed, by public names only."""
