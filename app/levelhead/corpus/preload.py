"""What the workers of a machine share: imported once, by the process from which all are forked."""

from levelhead.corpus.environment import prepare
from levelhead.lexicon import load_lexicon
from levelhead.memory import freeze
from levelhead.service.settings import settings_of_environment

prepare()
# A copy of the word lists in each worker would take 50 MB, and the modules 40.
LEXICON = load_lexicon(settings_of_environment().lexicons)
freeze()
