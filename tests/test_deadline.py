"""When work is ended: by the clock, or by the processor time that it took itself."""

import time

import pytest

from levelhead.engine.deadline import DeadlineExceeded, briefly

FAR = float("inf")


def test_time_that_others_took_does_not_count_as_work() -> None:
    look = briefly(0.02, FAR)
    time.sleep(0.05)
    look()
    end = time.thread_time() + 0.03
    while time.thread_time() < end:
        pass
    with pytest.raises(DeadlineExceeded):
        look()


def test_a_deadline_ends_brief_work_too() -> None:
    look = briefly(10, time.monotonic())
    time.sleep(0.001)
    with pytest.raises(DeadlineExceeded):
        look()
