"""What follows from the facts: expressions, 口径 (named figures), official tables, explanations."""
