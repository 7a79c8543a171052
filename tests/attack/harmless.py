"""What everybody sends: it passes, or the measuring is wrong."""

from tests.attack.answers import CANARY
from tests.attack.attack import sending

SENTENCE = f"The council met on Monday. The bonkers {CANARY} plan may fail, she said.\n"

ATTACKS = (sending("an article of 4 kB", "/analyze", "text/plain", (SENTENCE * 56).encode()),)
