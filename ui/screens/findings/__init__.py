"""Findings: one problem, one worksheet, what proves it, three signatures."""
