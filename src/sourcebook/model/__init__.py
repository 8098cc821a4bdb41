"""The values everything is said in: works, names, dates, relations, queries, problems. Pure; nothing here opens a file."""
