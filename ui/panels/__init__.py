"""What stands beside the page: the preview of the report, where a figure comes from, the findings."""
