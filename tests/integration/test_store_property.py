"""Whatever happens in whatever order: the tables are the fold of the journal.

Two stores receive the same segments in different orders; one of them is also closed, rebuilt and
indexed now and then. Every value ever written is in the journal of both.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.domain.encoding import encode_group
from app.journal.canonical import JsonValue
from app.journal.fold import fold
from app.journal.operations import Intent, LogName, Operation, write_operation
from app.journal.segments import FIRST_PREVIOUS, Segment, read_segment
from db.store import SqlStore, open_store
from tests.support.stores import at
from tests.unit.db.registers import (
    CATALOGUE,
    CLAIMED,
    KEY,
    LOG,
    PERSON,
    PROBLEM,
    TASK,
    adopt,
    content,
    cut,
    make,
    segment_of,
)

RECORDS = st.sampled_from(["r1", "r2", "r3"])
TEXTS = st.sampled_from(["甲", "乙", "丙", None])
OTHERS = [LogName(f"device-{number}", TASK, "team") for number in (2, 3)]
GROUPS = st.sampled_from(["title", "conclusion", "count", "who"])


def _value(group: str, text: str | None) -> JsonValue:
    if group == "who":
        sealed: JsonValue = {"sealed": 1, "key": "k", "s": "0", "c": "0", "m": text or "-"}
        return sealed
    if group == "count":
        return {"count": len(text) if text else "unreadable"}
    return encode_group(PROBLEM, group, {group: text, "text": text})


class TwoStores(RuleBasedStateMachine):
    """``here`` writes and receives; ``there`` receives the same, always in reverse."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.here: SqlStore = make(self.folder, "here.db")
        self.there: SqlStore = make(self.folder, "there.db")
        self.lines: dict[str, Operation] = {}
        self.own: set[str] = set()
        self.chains: dict[LogName, list[Segment]] = {name: [] for name in OTHERS}
        self.undelivered: list[Segment] = []
        self.delivered: list[Segment] = []

    def _intent(self, verb: str, record: str, group: str, text: str | None, seen: bool) -> Intent:
        state = self.here.state("problem", record) if seen else None
        if verb == "put":
            heads = state.groups[group].shown.hashes if state and group in state.groups else ()
            return Intent("put", "problem", record, group, _value(group, text), heads)
        about: JsonValue = {"seen": [*state.hashes()] if state else []}
        if verb in ("restore", "void"):
            found = (state.deletes if verb == "restore" else state.seals) if state else ()
            return Intent(verb, "problem", record, predecessors=tuple(op.hash for op in found))
        return Intent(verb, "problem", record, value=about)

    @rule(
        verb=st.sampled_from(["put"] * 6 + ["del", "restore", "seal", "void"]),
        record=RECORDS, group=GROUPS, text=TEXTS, seen=st.booleans(),
    )  # fmt: skip
    def write_here(self, verb: str, record: str, group: str, text: str | None, seen: bool) -> None:
        intent = self._intent(verb, record, group, text, seen)
        with self.here.work() as work:
            done = work.append(LOG, [intent], author=PERSON, claimed=CLAIMED)
            expected = work.state("problem", record)
            work.commit()
        assert self.here.state("problem", record) == expected
        self.lines.update({op.hash: op for op in done})
        self.own.update(op.hash for op in done)

    @rule(
        device=st.integers(0, 1), fork=st.sampled_from([False, False, False, True]),
        verbs=st.lists(st.sampled_from(["put"] * 6 + ["del", "seal"]), min_size=1, max_size=3),
        record=RECORDS, group=GROUPS, text=TEXTS, seen=st.booleans(),
    )  # fmt: skip
    def write_elsewhere(
        self, device: int, fork: bool, verbs: list[str], record: str, group: str,
        text: str | None, seen: bool,
    ) -> None:  # fmt: skip
        name, chain = OTHERS[device], self.chains[OTHERS[device]]
        before = chain[-2:-1] if fork and len(chain) > 1 else chain[-1:]
        first = before[0].header.last + 1 if before else 1
        operations = [
            write_operation(
                name.id,
                first + index,
                self._intent(verb, record, group, text, seen),
                author="other",
                claimed=CLAIMED,
                salt=f"{len(self.lines)}",
            )
            for index, verb in enumerate(verbs)
        ]
        previous = before[0].hash if before else FIRST_PREVIOUS
        segment = segment_of(name, operations, previous)
        chain.append(segment)
        self.undelivered.append(segment)

    @rule(which=st.integers(0, 20), again=st.booleans())
    def deliver(self, which: int, again: bool) -> None:
        pool = self.delivered if again else self.undelivered
        if pool:
            segment = pool[which % len(pool)]
            adopt(self.here, segment)
            if not again:
                self.undelivered.remove(segment)
                self.delivered.append(segment)

    @rule()
    def cut_here(self) -> None:
        cut(self.here)

    @rule()
    def rebuild(self) -> None:
        self.here.rebuild()

    @rule()
    def open_again(self) -> None:
        self.here.close()
        self.here = open_store(at(self.folder / "here.db"), KEY, CATALOGUE)

    @rule()
    def carry_everything_there(self) -> None:
        """The other store ends with the same rows, whatever came first."""
        for segment in self.undelivered:
            adopt(self.here, segment)
        self.delivered += self.undelivered
        self.undelivered = []
        cut(self.here)
        bundle = [segment_from(self.here, stored.hash) for stored in reversed(self.here.segments())]
        adopt(self.there, *bundle)
        assert content(self.there) == content(self.here)
        assert self.there.tips() == self.here.tips()
        self.there.check()

    @invariant()
    def tables_are_the_fold_of_the_journal(self) -> None:
        if not hasattr(self, "here"):
            return
        self.here.check()
        applied = {s.hash for s in self.here.segments() if s.state == "applied"}
        expected = [op for op in self.lines.values() if op.hash in self.own]
        for segment in self.delivered:
            if segment.hash in applied:
                expected += segment.operations()
        assert self.here.states(("problem", f"r{n}") for n in (1, 2, 3)) == fold(expected)

    def teardown(self) -> None:
        if hasattr(self, "here"):
            self.carry_everything_there()
            self.here.close()
            self.there.close()
            shutil.rmtree(self.folder)


def segment_from(store: SqlStore, hash_: str) -> Segment:
    """A segment as another office would receive it."""
    return read_segment(store.segment_bytes(hash_))


TwoStores.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes many minutes here
    suppress_health_check=list(HealthCheck),
)
TestTwoStores = TwoStores.TestCase


class OnPostgres(TwoStores):
    """The same on a server."""


OnPostgres.TestCase.settings = settings(TwoStores.TestCase.settings, max_examples=6)
TestOnPostgres = pytest.mark.usefixtures("on_postgres")(OnPostgres.TestCase)
