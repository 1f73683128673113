"""Viewers of evidence files: everything stays in memory, nothing plain reaches the disk."""
