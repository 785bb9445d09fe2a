"""Runs one notebook in a kernel of its own: on this machine, without network, same result twice."""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from analysis.reporting import notebooks

CELL_SECONDS = 600  # a cell that takes longer is stuck, or needs a smaller study
_START_SECONDS = 120


def environment(scratch: Path, *, language: str, page: str, dpi: int, **folders: Path) -> dict:
    """Surroundings of a kernel: the reader's language, and nothing of this user's own set-up.

    Parameters
    ----------
    scratch : Path
        Empty folder for what IPython wants to keep.
    language, page : str
        What the notebook speaks, and the name it writes its results under.
    dpi : int
        Dots per inch of its figures.
    **folders : Path
        ``results``, ``releases`` and ``files``: where the notebook leaves those.
    """
    own = {
        "LEERCULTUUR_LANGUAGE": language,
        "LEERCULTUUR_NOTEBOOK": page,
        "LEERCULTUUR_DPI": str(dpi),
        "IPYTHONDIR": str(scratch / "ipython"),  # no start-up files of this user
        "PYTHONHASHSEED": "0",
        # One thread each: notebooks already run side by side, and sums keep their order.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    own |= {f"LEERCULTUUR_{name.upper()}": str(folder) for name, folder in folders.items()}
    return {**os.environ, **own}


async def execute(
    content: Any,
    *,
    folder: Path,
    env: dict[str, str],
    scratch: Path,
    seconds: int = CELL_SECONDS,
    on_cell: Callable[[], None] = lambda: None,
) -> Any:
    """Run every cell of a notebook, in place, and give it back.

    Parameters
    ----------
    content : notebook object
        Its outputs are replaced.
    folder : Path
        Working directory: the notebook's own folder, as in Jupyter.
    env : dict
        See ``environment``.
    scratch : Path
        Folder for the kernel's sockets.
    seconds : int
        Longest time for one cell.
    on_cell : callable
        Called after each code cell.

    Raises
    ------
    nbclient.exceptions.CellExecutionError, CellTimeoutError, DeadKernelError
        When a cell fails, is stuck, or takes its kernel down.
    """
    client_class, manager_class = _classes()
    # A short name: a socket's path may have about a hundred letters, and macOS uses up half.
    connection = scratch / f"{uuid.uuid4().hex[:8]}.json"
    transport = "tcp" if sys.platform == "win32" else "ipc"
    manager = manager_class(transport=transport, connection_file=str(connection))

    async def finished(**_given: Any) -> None:
        on_cell()

    client = client_class(
        content,
        km=manager,
        timeout=seconds,
        startup_timeout=_START_SECONDS,
        record_timing=False,
        on_cell_executed=finished,
    )
    # What a kernel writes beside its cells may hold paths and data, and belongs in no log.
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return await client.async_execute(env=env, cwd=str(folder), **quiet)


def run_loop(work: Callable[[], Any]) -> Any:
    """Run asynchronous work to its end; Windows needs this kind of loop for kernels."""
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(work())


def _classes() -> tuple[type, type]:
    """Build our client and kernel manager; the libraries cost half a second to import."""
    notebooks.light_nbformat()
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient

    class Manager(AsyncKernelManager):
        """Starts this very Python, whatever kernels are installed for this user."""

        @property
        def kernel_spec(self) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, language="python", display_name="Python 3")

    class Client(NotebookClient):
        """Leaves signals alone: the run as a whole stops, not one kernel of it."""

        @asynccontextmanager
        async def async_setup_kernel(self, **given: Any) -> AsyncIterator[None]:
            self.shutdown_kernel = "immediate"
            try:
                await self.async_start_new_kernel(**given)
                await self.async_start_new_kernel_client()
                yield
            finally:
                if self.km is not None:
                    await self._async_cleanup_kernel()

    return Client, Manager
