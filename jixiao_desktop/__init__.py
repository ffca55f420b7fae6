"""绩效决算助手: the core. What was entered, what follows from it, and how it is written down. No Qt."""

__version__ = "0.1.0"
