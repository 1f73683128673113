"""Carrying work out on a stick, joining a team, and merging what a stick brings in."""
