"""One pass over a source, shared by several consumers that run side by side.

Reading, hashing and encrypting overlap in threads (all three release the interpreter lock) over a
fixed ring of buffers, so memory is constant for any size. A source of one block is handled
without threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, Protocol

BLOCK_BYTES: Final = 1024 * 1024
RING_BLOCKS: Final = 8


class Readable(Protocol):
    """A source of bytes: any binary file opened for reading will do."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill ``buffer`` from its start; returns how many bytes, 0 at the end."""


Consumer = Callable[[memoryview, bool], None]
"""Takes the next block and whether it is the last. Blocks but the last are of full size."""

Advance = Callable[[int], None]
"""Told the bytes read so far; may raise to stop."""


def pump(
    source: Readable,
    consumers: Sequence[Consumer],
    advance: Advance,
    *,
    block_bytes: int = BLOCK_BYTES,
) -> int:
    """Read ``source`` to its end and hand each block to every consumer, in order.

    Returns the bytes read. Whatever ``source``, a consumer or ``advance`` raises comes out here,
    after all threads have stopped.
    """
    first = memoryview(bytearray(block_bytes))
    size = _fill(source, first)
    if size < block_bytes:
        advance(size)
        for consume in consumers:
            consume(first[:size], True)
        return size
    return _Ring(source, consumers, advance, first).run()


class _Block:
    """A buffer of the ring, how much of it is filled, and who still works on it."""

    def __init__(self, buffer: memoryview) -> None:
        self.buffer = buffer
        self.size = 0
        self.last = False
        self.waiting = 0


class _Ring:
    def __init__(
        self,
        source: Readable,
        consumers: Sequence[Consumer],
        advance: Advance,
        first: memoryview,
    ) -> None:
        self._source = source
        self._consumers = consumers
        self._advance = advance
        self._guard = threading.Lock()
        self._queues: list[SimpleQueue[_Block | None]] = [SimpleQueue() for _ in consumers]
        self._free: SimpleQueue[_Block | None] = SimpleQueue()
        self._first = _Block(first)
        self._first.size = len(first)
        self._made = 1

    def run(self) -> int:
        with ThreadPoolExecutor(len(self._consumers), "blob") as pool:
            lanes: list[Future[None]] = [
                pool.submit(self._drain, queue, consume)
                for queue, consume in zip(self._queues, self._consumers, strict=True)
            ]
            try:
                done = self._read()
            finally:
                for queue in self._queues:
                    queue.put(None)
        for lane in lanes:
            lane.result()
        return done

    def _read(self) -> int:
        """Read ahead by one block, because a block must know whether it is the last."""
        block, done = self._first, self._first.size
        while True:
            self._advance(done)
            following = self._next_free()
            if following is None:
                return done
            following.size = _fill(self._source, following.buffer)
            block.last = following.size == 0
            self._hand_out(block)
            if block.last:
                return done
            block = following
            done += block.size
            if block.size < len(block.buffer):
                block.last = True
                self._advance(done)
                self._hand_out(block)
                return done

    def _next_free(self) -> _Block | None:
        """A block nobody works on; the ring grows to its size only if the readers need it."""
        with suppress(Empty):
            return self._free.get_nowait()
        if self._made == RING_BLOCKS:
            return self._free.get()
        self._made += 1
        return _Block(memoryview(bytearray(len(self._first.buffer))))

    def _hand_out(self, block: _Block) -> None:
        block.waiting = len(self._queues)
        for queue in self._queues:
            queue.put(block)

    def _drain(self, queue: SimpleQueue[_Block | None], consume: Consumer) -> None:
        try:
            while (block := queue.get()) is not None:
                consume(block.buffer[: block.size], block.last)
                self._give_back(block)
        finally:
            # Wakes a reader that waits for a buffer this lane will never give back.
            self._free.put(None)

    def _give_back(self, block: _Block) -> None:
        with self._guard:
            block.waiting -= 1
            idle = block.waiting == 0
        if idle:
            self._free.put(block)


def _fill(source: Readable, buffer: memoryview) -> int:
    """Read until the buffer is full or the source ends."""
    filled = 0
    while filled < len(buffer):
        count = source.readinto(buffer[filled:])
        if not count:
            break
        filled += count
    return filled
