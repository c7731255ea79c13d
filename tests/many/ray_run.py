"""A run over a local Ray cluster of two workers, one of which is killed meanwhile (a program).

    python ray_run.py LETTERS OUT

reads the JSON Lines file LETTERS and writes the rows to OUT as Parquet. It says "killed" when a
worker was killed while letters were still to be read.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import ray
from ray.cluster_utils import Cluster

from imr_llm.many.cluster import LETTERS, extract_table

BLOCKS = 40
PAUSE = 0.2
"""Seconds that each block takes longer, so that there is a middle to be killed in."""


def read(letters: pa.Table, done: str) -> pa.Table:
    """One block; leaves a file behind when it is done."""
    time.sleep(PAUSE)
    rows = extract_table(letters, engine="rules")
    Path(done, str(time.monotonic_ns())).touch()
    return rows


def main(letters: Path, out: Path) -> None:
    """Start the cluster, read, kill a worker after a few blocks, write what came of it."""
    lines = [json.loads(line) for line in letters.read_text("utf-8").splitlines()]
    columns = [[line["id"] for line in lines], [line["text"] for line in lines]]
    done = out.with_suffix(".done")
    done.mkdir()
    head = {"num_cpus": 0, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    workers = [cluster.add_node(num_cpus=1) for _ in range(2)]
    ray.init(address=cluster.address, logging_level="ERROR")
    cluster.wait_for_nodes()
    data = ray.data.from_arrow(pa.table(columns, schema=LETTERS)).repartition(BLOCKS)
    rows = data.map_batches(
        read, fn_kwargs={"done": str(done)}, batch_format="pyarrow", batch_size=None
    )

    def kill() -> None:
        while len(list(done.iterdir())) < BLOCKS // 5:
            time.sleep(0.05)
        cluster.remove_node(workers[0], allow_graceful=False)
        if len(list(done.iterdir())) < BLOCKS:
            print("killed", flush=True)

    killer = threading.Thread(target=kill)
    killer.start()
    tables = ray.get(rows.to_arrow_refs())
    killer.join()
    pq.write_table(pa.concat_tables(tables), out)
    ray.shutdown()
    cluster.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
