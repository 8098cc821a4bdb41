"""From foreign records and lists to drafts of our own: readers, keys, duplicates, merging; pure."""
