"""How long things take, and what a letter costs on the wire."""
