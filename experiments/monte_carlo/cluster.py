"""A Dask cluster as an executor; the extra `pharmatwin[dask]`."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from twin.errors import TwinError, one_line

SECONDS_TO_ANSWER = 10


class NoCluster(TwinError):
    """There is no cluster to play on."""


@contextmanager
def executor_of(address: str) -> Iterator[tuple[Executor, int]]:
    """Lend the executor of a Dask scheduler, and how many threads its workers have.

    The workers must have the same pharmatwin, and the modules of a user's own policies.

    Raises:
        NoCluster: Dask is not installed, the address does not answer, or nobody works there.
    """
    try:
        from distributed import Client
    except ImportError as error:
        what = "needs Dask, which is not installed (pip install 'pharmatwin[dask]')"
        raise NoCluster(f"--cluster {what}") from error
    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        what = one_line(str(error).partition("\n")[0])
        raise NoCluster(f"--cluster {address}: does not answer: {what}") from error
    try:
        count = sum(client.ncores().values())
        if not count:
            raise NoCluster(f"--cluster {address}: has no worker (start `dask worker {address}`)")
        # not pure: a lost replication that is played again is another task
        yield client.get_executor(pure=False), count
    finally:
        client.close(timeout=2)
