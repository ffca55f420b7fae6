"""Fields of the forms: an editor with its label, its unit and what is to be said about it."""
