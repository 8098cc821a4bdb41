"""The values everything is said in: works, names, dates, relations, queries, problems. Pure: no file is opened here."""
