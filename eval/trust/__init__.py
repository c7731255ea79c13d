"""What verification is worth: what is wrong and verified, and what becomes of planted errors."""
