"""What can go wrong, and nothing else.

    ImrError
    ├── LetterError (ValueError)    the text is no IMR determination that can be read
    │   └── UnknownLayout           it is one, in a layout the rules do not know
    ├── RecordError (ValueError)    a record that cannot be used
    ├── PromptError                 a prompt file that cannot be used
    ├── OptionError (ValueError)    a mode, options or an address that make no request of ours
    ├── AnswersError                a file of kept answers that cannot be used
    ├── ModelError                  the model gave no usable answer
    │   ├── ModelUnavailable        key, network, or rate limit after the retries
    │   └── AnswerRejected          no answer ever had the right shape
    └── ChecksFailed                a check is open, and the caller asked to be told

No message or argument ever holds the letter's text or a key: letters are medical documents.
"""


class ImrError(Exception):
    """Base of every error this package raises on purpose."""


class LetterError(ImrError, ValueError):
    """The text is empty, binary, no IMR determination, or more than one."""


class UnknownLayout(LetterError):
    """A determination whose layout the rules cannot read; the `llm` engine may."""


class RecordError(ImrError, ValueError):
    """A record that cannot be used; names the paths at fault, never their values."""


class PromptError(ImrError):
    """A prompt file is missing or its variables do not fit."""


class OptionError(ImrError, ValueError):
    """A mode or an address that is none, or options that would make it another request."""


class AnswersError(ImrError):
    """A file of kept answers that is damaged, somebody else's, or cannot be read or written."""


class ModelError(ImrError):
    """The model gave no usable answer."""


class ModelUnavailable(ModelError):
    """No key, no network, or a rate limit that outlasted the retries."""


class AnswerRejected(ModelError):
    """No answer had the shape that was asked for."""


class ChecksFailed(ImrError):
    """At least one check of an extraction is open."""
