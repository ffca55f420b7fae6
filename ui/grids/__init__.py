"""Tables in which facts are entered: one model interface, one view, editors for cells."""
