"""Who belongs to an office and its teams, said by signed papers that travel on sticks.

* ``root``: the office's own keys and what they delegate. Rotated by threshold.
* ``request``: a device that wants to be enrolled, with the persons on it.
* ``statement``: the membership of one inspection task, signed by the office's membership key.
* ``papers``: the file that carries several of them. ``fingerprint``: the number people compare.
* ``view``: what follows from the accepted papers. ``policy``: who may write what.

Everything here is pure: bytes in, facts out, or ``TrustError`` with a name from ``reasons``.
"""
