"""Titles as the index last had them, for hints that no record is to be read for."""

import contextlib
import os
import sqlite3


def last_titles(index: str, start: str) -> dict[str, str]:
    """Key -> title of the works whose keys begin so, by the index at a path, which is neither renewed nor made.

    Nothing where there is no index, or one that cannot be read right now.
    """
    if not os.path.isfile(index):
        return {}
    sql = "SELECT key, title FROM work WHERE substr(key, 1, ?) = ?"
    try:
        with contextlib.closing(sqlite3.connect(index, timeout=0)) as db:
            return dict(db.execute(sql, (len(start), start)))
    except sqlite3.Error:
        return {}
