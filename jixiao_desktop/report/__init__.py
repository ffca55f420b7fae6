"""The report as neutral blocks: headings, paragraphs, tables, charts."""
