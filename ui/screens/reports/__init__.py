"""The feedback report: outline at the left, the set page at the right."""
