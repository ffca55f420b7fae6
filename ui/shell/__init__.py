"""The main window: task list, page, preview, verdict line."""
