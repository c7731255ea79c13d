"""What a rationale concludes: that the request is medically necessary, or that it is not.

In: one rationale, folded. Out: a `Conclusion`, sure only where its words leave no other reading.
"""

from imr_llm.witness.reading.concluding.conclusion import Conclusion, conclude

__all__ = ["Conclusion", "conclude"]
