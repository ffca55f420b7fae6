"""Writers of blocks and tables: docx, xlsx, pdf, charts."""
