"""Taking workbooks in: reading, preview, comparison; filling a workbook that a bureau issued."""
