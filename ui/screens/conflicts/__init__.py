"""Deciding what two people wrote differently."""
