"""What was entered: amounts, the facts of a unit-year, paths and edits, the exchange file."""
