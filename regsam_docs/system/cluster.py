"""Work spread over the machines of a Dask cluster: the only room that knows Dask.

A machine there needs nothing but this program. Everything a job is made of travels to it; what takes jobs there has them done as
this machine does (`pool`), in processes with limits.
"""

from __future__ import annotations

import hashlib
import pickle
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from regsam_docs.finding import Trouble, reason
from regsam_docs.system.pool import AHEAD, Finished, JobFailure, run

T = TypeVar("T")
R = TypeVar("R")

BATCH = 16
"""Most jobs that a machine takes at a time: enough to pay for a process that has to be started for them."""
WAVES = 4
"""Batches for each place at which the cluster works, so that all end at about the same time."""
ANSWER_SECONDS = 20
"""How long the scheduler may take to answer."""


def spread(
    address: str,
    jobs: Iterable[T],
    work: Callable[[T], R],
    seconds: float,
    memory: int,
    warm: Callable[[], object],
    tools: Callable[[], str],
) -> Iterator[Finished[T, R]]:
    """What `pool.run` does, on the cluster whose scheduler has that address. `tools`: what has to be the same there and here.

    Raises Trouble (German) if Dask is missing here, nobody answers, no machine is there, or one has other tools. A batch whose
    machine goes is done by another one.
    """
    client = _client(address)
    try:
        places = _places(client, tools)
        batches = _batches(iter(jobs), places)
        sent: dict[Any, list[T]] = {}
        ended = _as_completed(client)

        def send(count: int) -> None:
            for batch in islice(batches, count):
                order = pickle.dumps((batch, work, seconds, memory, warm))
                future = client.submit(_done, order, key=f"regsam-docs-{hashlib.sha256(order).hexdigest()}")
                sent[future] = batch
                ended.add(future)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # pictures are large; where else should they come from?
            send(AHEAD * places)
            for future in ended:
                yield from _outcomes(sent.pop(future), future)
                send(1)
    finally:
        client.close()


def _outcomes(batch: Sequence[T], future: Any) -> Iterator[Finished[T, R]]:
    error = future.exception()
    answers = pickle.loads(future.result()) if error is None else [(None, _lost(error))] * len(batch)  # noqa: S301  # see _done
    for job, (value, failure) in zip(batch, answers, strict=True):
        yield Finished(job, value, failure)


def _as_completed(client: Any) -> Any:
    from distributed import as_completed

    return as_completed(loop=client.loop)  # type: ignore[no-untyped-call]


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as missing:
        raise Trouble(
            "Für --cluster fehlt das Paket „distributed“. Installieren Sie es mit: pip install 'regsam-docs[cluster]'"
        ) from missing
    try:
        return Client(address, timeout=ANSWER_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) and error.strerror else "keine Antwort"
        raise Trouble(
            f"Unter „{address}“ ist kein Dask-Scheduler erreichbar ({why}). Prüfen Sie die Adresse (tcp://RECHNER:8786), und ob "
            "dort „dask scheduler“ läuft."
        ) from error


def _places(client: Any, tools: Callable[[], str]) -> int:
    """How many jobs the cluster can do at a time. Raises Trouble if that is none, or if pages would look otherwise there."""
    threads = client.nthreads()
    if not threads:
        raise Trouble(
            "Der Cluster hat keinen Rechner, der arbeitet. Starten Sie dort „dask worker“ mit der Adresse des Schedulers."
        )
    try:
        there = client.run(tools)
    except Exception as error:  # whatever a machine without this program says
        raise Trouble(
            f"Auf den Rechnern des Clusters fehlt regsam-docs ({error}). Installieren Sie dort dieselbe Fassung wie hier."
        ) from error
    for name, theirs in sorted(there.items()):
        if theirs != tools():
            raise Trouble(
                f"Der Rechner {name} im Cluster setzt mit anderen Paketen als dieser: dort {theirs}, hier {tools()}. "
                "Installieren Sie auf allen dieselbe Fassung mit derselben Lock-Datei."
            )
    return sum(threads.values())


def _batches(jobs: Iterator[T], places: int) -> Iterator[list[T]]:
    """Every job in one batch, drawn as batches are needed; those drawn at a time are dealt out in order like cards, so that no
    batch gets all the long ones."""
    while drawn := list(islice(jobs, BATCH * WAVES * places)):
        count = max(-(-len(drawn) // BATCH), min(len(drawn), places * WAVES))
        yield from (drawn[at::count] for at in range(count))


def _done(order: bytes) -> bytes:
    """Runs on a machine of the cluster: the jobs' values and failures, in their order."""
    jobs, work, seconds, memory, warm = pickle.loads(order)  # noqa: S301  # from the scheduler that has the machine work
    ended = {id(one.job): (one.value, one.error) for one in run(jobs, work, 1, seconds, memory, warm)}
    return pickle.dumps([ended[id(job)] for job in jobs])


def _lost(error: BaseException) -> JobFailure:
    return JobFailure(
        f"Im Cluster ging verloren, was daran arbeitete ({type(error).__name__}: {error}). Versuchen Sie es noch "
        "einmal; was fertig ist, bleibt."
    )
