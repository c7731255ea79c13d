"""`python -m imr_llm`."""

import sys

from imr_llm.cli import main

sys.exit(main())
