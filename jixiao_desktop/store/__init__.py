"""The .jixiao 账套 file: schema, journal, backup, lock."""
