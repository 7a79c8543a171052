"""The service for `uvicorn app.main:app` in a source tree; otherwise use `levelhead serve`."""

import sys
from pathlib import Path

# The package need not be installed.
sys.path.insert(0, str(Path(__file__).parent))

from levelhead.service.main import create_app

app = create_app()
