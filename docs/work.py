"""What a study wants to know beside."""

from typing import Annotated

from pydantic import BaseModel, Field

from imr_llm import Verbatim


class Work(BaseModel):
    """What the letter says of work."""

    duty: Annotated[str, Verbatim] | None = Field(
        description="the worker's last work status, in the letter's words; null where none is told"
    )
