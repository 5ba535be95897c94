"""How often the garbage collector looks while millions of small objects are made that stay; it knows none of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEVER = 1 << 30


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: millions of small live objects make its passes dear and useless."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def only_young_collected() -> Iterator[None]:
    """Have the collector look at what is new alone: what has stayed for a while stays until the end of a build."""
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)
