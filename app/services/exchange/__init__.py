"""Exchange: taking work out on a stick, and merging what a stick brings in.

* ``cutting``: into segments first. ``outgoing``: divide by who may know, write. ``unfinished``: go
  on with another stick. ``arriving``: evidence with pieces missing. ``seen``: what was read before.
* ``incoming``: preview, merge, undo.
* ``delivery``: who a bundle is for and how far the work has come. ``receipts``: what the office
  has. ``judging``: which segments count. ``office_log``: what the office accepted, witnessed by the
  teams. ``parcels``: files carried unread. ``statements``: papers inside the log.
"""

from __future__ import annotations

from app.services.exchange.arriving import Arriving, partly_arrived, within
from app.services.exchange.cutting import cut
from app.services.exchange.delivery import (
    Addressee,
    Standing,
    addressees,
    stages,
    standing,
    waiting,
    whereabouts,
)
from app.services.exchange.incoming import (
    Gap,
    Judged,
    Merged,
    Preview,
    abandon,
    can_undo,
    finish_merges,
    merge,
    preview,
    undo,
)
from app.services.exchange.outgoing import (
    Exported,
    ExportedFile,
    LeftOut,
    export,
    give_up,
    go_on,
    planned_size,
)

__all__ = [
    "Addressee",
    "Arriving",
    "Exported",
    "ExportedFile",
    "Gap",
    "Judged",
    "LeftOut",
    "Merged",
    "Preview",
    "Standing",
    "abandon",
    "addressees",
    "can_undo",
    "cut",
    "export",
    "finish_merges",
    "give_up",
    "go_on",
    "merge",
    "partly_arrived",
    "planned_size",
    "preview",
    "stages",
    "standing",
    "undo",
    "waiting",
    "whereabouts",
    "within",
]
