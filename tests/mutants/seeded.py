"""Defects that the tests must notice: each a small patch of one module's source.

Add a defect to MUTANTS: where it goes, the old text (found exactly once), the new text, and the
tests that have to kill it. ``needs`` names the packages these tests import. The short form leaves
out the names in LONG_FORM_ONLY; that their patches still apply is checked always.
"""

from __future__ import annotations

from dataclasses import dataclass

MACHINE = (
    "tests/unit/journal/test_fold_machine.py::test_the_rules_hold_whatever_is_written_and_exchanged"
)


@dataclass(frozen=True)
class Mutant:
    """One seeded defect."""

    name: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]
    needs: tuple[str, ...] = ("app/domain", "app/journal")


def _fold(name: str, old: str, new: str) -> Mutant:
    return Mutant(name, "app/journal/fold.py", old, new, (MACHINE,))


FOLD = (
    _fold("keeps only the winner", "    return tuple(heads)\n", "    return tuple(heads[:1])\n"),
    _fold(
        "arrival order wins",
        "    heads.sort(key=lambda head: (head.depth, head.newest.hash), reverse=True)\n",
        "",
    ),
    _fold(
        "the clock wins",
        "key=lambda head: (head.depth, head.newest.hash)",
        "key=lambda head: (head.newest.claimed, head.newest.hash)",
    ),
    _fold(
        "the larger value wins instead of the longer chain",
        "key=lambda head: (head.depth, head.newest.hash)",
        "key=lambda head: (normal_form(head.value), head.newest.hash)",
    ),
    _fold(
        "a delete erases values",
        "        groups=groups,\n",
        "        groups={} if deletable and covered else groups,\n",
    ),
    _fold(
        "a delete covers what its author never saw",
        "    covered = present <= frozenset().union(*map(_seen, deletes))\n",
        "    covered = True\n",
    ),
    Mutant(
        "a write cancels a future one: operations are named by their position",
        "app/journal/operations.py",
        'b"xj-op-v1\\0" + bytes.fromhex(log) + line).hexdigest()',
        'b"xj-op-v1\\0" + bytes.fromhex(log) + line.split(b",")[0]).hexdigest()',
        (MACHINE,),
    ),
    _fold(
        "a write replaces heads it does not name",
        "if put.hash not in replaced]",
        "if depths[put.hash] == max(depths.values())]",
    ),
    _fold(
        "equal values conflict", "setdefault(same_value(put.value), [])", "setdefault(put.hash, [])"
    ),
    _fold(
        "equal sealed boxes conflict",
        "    if isinstance(value, dict) and value.keys() == _BOX_KEYS:\n",
        "    if False:\n",
    ),
    _fold(
        "different sealed boxes are one",
        '["sealed", value["sealed"], value["key"], value["m"]]',
        '["sealed", value["sealed"], value["key"]]',
    ),
    _fold(
        "sealed text follows later edits",
        "signed_heads[0] if signed_heads else UNWRITTEN",
        "heads[0]",
    ),
    _fold(
        "a group that was not signed shows as signed",
        "signed_heads[0] if signed_heads else UNWRITTEN",
        "signed_heads[0] if signed_heads else heads[0]",
    ),
    _fold(
        "writes after a seal are not listed",
        "if same_value(head.value) not in signed_values)",
        "if False)",
    ),
    _fold(
        "a conflict of seals is ignored",
        "seal_conflict=len({_seen(seal) for seal in seals}) > 1",
        "seal_conflict=False",
    ),
    _fold(
        "a restore or void lifts everything",
        "if operation.hash not in lifted]",
        "if not lifted]",
    ),
    _fold("nothing is ever lifted", "if operation.hash not in lifted]", "]"),
)


HOSTILE = (
    Mutant(
        "the work grows with the square of the links",
        "app/journal/fold.py",
        "            if current in depths:  # also waited for by another put\n"
        "                stack.pop()\n"
        "                continue\n",
        "",
        (
            "tests/unit/journal/test_fold.py"
            "::test_each_put_is_looked_at_a_few_times_however_many_name_it",
        ),
    ),
)


def _merging(name: str, old: str, new: str) -> Mutant:
    tests = ("tests/unit/journal/test_merging.py",)
    return Mutant(name, "app/journal/merging.py", old, new, tests)


MERGING = (
    _merging(
        "a resolution names the shown head only",
        "groups[group].hashes",
        "groups[group].shown.hashes",
    ),
    _merging(
        "a preview reports old conflicts again",
        "if old is None or not _values(heads) <= _values(old.heads):",
        "if True:",
    ),
    _merging(
        "a preview plans with what is incoming alone",
        "fold_record(*key, [*old, *fresh])",
        "fold_record(*key, fresh)",
    ),
    _merging(
        "a preview forgets what the sender had seen",
        "        positions[operation.log] = max(operation.n, positions.get(operation.log, 0))\n",
        "",
    ),
    _merging("any common ancestor will do", "(lengths[hash_], hash_)", "(-lengths[hash_], hash_)"),
)


def _form(name: str, module: str, old: str, new: str, tests: str) -> Mutant:
    return Mutant(name, module, old, new, (tests,))


FORM = (
    _form(
        "duplicate keys are read",
        "app/journal/canonical.py",
        "if len(result) != len(pairs):",
        "if False:",
        "tests/unit/journal/test_canonical.py::test_refused",
    ),
    _form(
        "the hash does not cover the log",
        "app/journal/operations.py",
        "+ bytes.fromhex(log) + line",
        "+ line",
        "tests/unit/journal/test_operations.py::test_the_hash_covers_the_log_and_every_byte",
    ),
    _form(
        "positions in a segment may jump",
        "app/journal/segments.py",
        "op.n != self.header.first + index",
        "op.n < self.header.first",
        "tests/unit/journal/test_segments.py::test_positions_must_run_on",
    ),
    _form(
        "one amount has several forms",
        "app/domain/encoding.py",
        "if not _AMOUNT.fullmatch(_typed(str)(stored)):",
        "if not _typed(str)(stored):",
        "tests/unit/domain/test_encoding.py::test_refused_on_reading",
    ),
    _form(
        "a sealed field may be searched",
        "app/domain/kinds.py",
        "if field.sealed and (field.search or field.ledger):",
        "if field.sealed and field.ledger:",
        "tests/unit/domain/test_kinds.py",
    ),
)

MUTANTS: tuple[Mutant, ...] = (*FOLD, *HOSTILE, *MERGING, *FORM)

LONG_FORM_ONLY = frozenset(
    {
        "the clock wins",
        "a delete covers what its author never saw",
        "different sealed boxes are one",
        "a group that was not signed shows as signed",
        "writes after a seal are not listed",
        "nothing is ever lifted",
        *(mutant.name for mutant in (*MERGING[1:], *FORM[1:])),
    }
)
"""Cousins of defects that the short form tries."""
