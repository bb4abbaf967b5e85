"""Where the user's lines are followed, following pauses while two forms are added or multiplied.

Loops do so some hundred thousand times, and Python 3.11 asks at every instruction of every function whether it begins a
line. What begins the pause hands what followed to the frame that has just begun, and whose last step is to go on with
it. So nothing goes on that had stopped for another reason; and where that step fails, nothing is followed any more,
which shows at the end of the call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

Tracer = Callable[[FrameType, str, Any], Any]
# Later versions prepare every function anew when following stops and begins, which takes longer than it saves.
WORTH_WHILE = sys.version_info < (3, 12)


def paused(tracer: Tracer) -> Tracer:
    """Stop following; Python keeps what is returned from `tracer` in the frame that begins."""
    sys.settrace(None)
    return tracer


def resume() -> None:
    """Follow again, if whoever calls this began with a pause. Nothing of the user's may have run meanwhile."""
    frame = sys._getframe(1)
    tracer = frame.f_trace
    if tracer is not None and sys.gettrace() is None:
        # What is left of that frame is not to be told.
        frame.f_trace = None
        sys.settrace(tracer)
