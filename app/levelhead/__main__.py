"""`python -m levelhead` is the `levelhead` command."""

import sys

from levelhead.cli.main import main

sys.exit(main())
