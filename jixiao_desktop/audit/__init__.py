"""Rules -> findings, and the diagnosis of a difference."""
