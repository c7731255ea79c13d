"""The command line: `parser` says what may be asked, `commands` does it.

In: words of a shell. Out: records, reports and rows on stdout, complaints on stderr, an exit code
(`exits`). The last stage: it may import all others, and none imports it.
"""

from imr_llm.cli.parser import main

__all__ = ["main"]
