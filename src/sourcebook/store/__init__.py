"""The rooms that touch the disk: records, the index, sources and exports. The only room that opens files for data."""
