"""How a process treats its memory: what the garbage collector passes over, and what goes back."""

import ctypes
import gc

# So many objects more than were freed, until it looks: an article makes thousands, none in cycles.
OBJECTS = 50_000


def freeze() -> None:
    """What is here now, such as a lexicon, is passed over from now on; the rest is looked at less.

    Without it a worker of a corpus took half as long again, and a text of 1 MB a seventh longer.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])


# From <malloc.h> of glibc.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
# Free memory of this size is returned to the system.
_RETURNED_BYTES = 1024 * 1024


def return_freed() -> None:
    """Return the memory of a large request once it is answered, where the C library is glibc.

    By itself glibc raises its limits to the largest block that was ever freed, up to 64 MB, and
    keeps what lies below them: 70 MB after a batch of dense texts, now 10.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", lambda *_: None)
    for parameter in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        mallopt(parameter, _RETURNED_BYTES)
