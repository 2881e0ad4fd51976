"""DuckDB for scripts/bench-dataset.mjs: reads a statement, prints the seconds it took and what it gave.

Usage: python native.py [THREADS]   without THREADS, on all cores
"""

import json
import sys
import time

import duckdb

connection = duckdb.connect(config={"threads": int(sys.argv[1])} if len(sys.argv) > 1 else {})
statement = sys.stdin.read()
start = time.perf_counter()
rows = connection.execute(statement).fetchall()
seconds = time.perf_counter() - start
print(json.dumps({"version": duckdb.__version__, "seconds": seconds, "rows": rows}))
