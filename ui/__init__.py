"""The window: shell, pages, grids, panels. Talks to the core, never the reverse."""
