"""Joins adapters and services: the only place that knows both.

``unlocking`` is what the unlock window needs at once, ``opening`` makes and opens vaults, ``rooms``
fits the adapters to the ports, ``headless`` holds what the command line does beyond the services.
"""
