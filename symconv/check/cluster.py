"""Work for the workers of a Dask cluster, where symconv is installed and files have the paths that they have here."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TypeVar

from symconv.errors import SymconvError
from symconv.sharing.batches import Lost, Made
from symconv.sharing.shared import shared

Portion = TypeVar("Portion")
# A scheduler that has not answered by then is not there.
SECONDS = 10


def on_cluster(address: str, work: Callable[[Portion], Made], tasks: Callable[[int], list[Portion]]) -> list[Made]:
    """What `work` makes of each task, in order; `tasks` gives as many as the workers have threads.

    Raises SymconvError where Dask is not installed, and where no cluster, or one without workers, answers.
    """
    if importlib.util.find_spec("distributed") is None:
        raise SymconvError("--dask needs Dask: pip install 'symconv[dask]'")
    from distributed import Client

    try:
        client = Client(address, timeout=SECONDS)
    except (OSError, ValueError) as error:
        raise SymconvError(f"no Dask cluster answers at {address!r}: {error}", text=address) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise SymconvError(f"the Dask cluster at {address!r} has no workers", text=address)
        portions = tasks(threads)
        # The same code may answer something else each time.
        found = dict(shared(work, portions, client.get_executor(pure=False)))
    lost = next((each for each in found.values() if isinstance(each, Lost)), None)
    if lost is not None:
        raise SymconvError(f"the Dask cluster at {address!r} did not answer: {lost.reason}", text=address)
    return [made for _, made in sorted(found.items(), key=lambda each: each[0]) if not isinstance(made, Lost)]
