"""A record against its labels: what is right, wrong, missing, and how surely it is counted."""
