"""Reading official workbooks (导入): recognise tables, take facts from them, compare, fill."""
