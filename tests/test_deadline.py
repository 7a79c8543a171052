"""When work is ended: by the clock, or by the processor time that it took itself."""

import time

import pytest

from levelhead.engine.deadline import DeadlineExceeded, within

FAR = float("inf")


def test_time_that_others_took_does_not_count_as_work() -> None:
    checkpoint = within(0.02, FAR)
    time.sleep(0.05)
    checkpoint()
    end = time.thread_time() + 0.03
    while time.thread_time() < end:
        pass
    with pytest.raises(DeadlineExceeded):
        checkpoint()


def test_a_deadline_ends_brief_work_too() -> None:
    checkpoint = within(10, time.monotonic())
    time.sleep(0.001)
    with pytest.raises(DeadlineExceeded):
        checkpoint()
