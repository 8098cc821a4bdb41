"""Works to bytes: BibTeX, CSL-JSON, RIS, formatted references, reading lists."""
