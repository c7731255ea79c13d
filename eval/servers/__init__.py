"""Real servers with the worst reader there is: what they take, and what becomes of its answers."""
