"""Measure everything and say it: on the terminal, and in docs/performance.md when it was the whole run."""

import argparse
import signal
import sys
import time
from dataclasses import replace

from bench.realtime import load, report, scenarios
from bench.realtime.town import Town


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.realtime", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short look that writes no file")
    parser.add_argument("--repeats", type=int, default=scenarios.WHOLE.repeats, help="how often each scenario is run")
    chosen = parser.parse_args()
    pace = scenarios.QUICK if chosen.quick else replace(scenarios.WHOLE, repeats=chosen.repeats)
    began = time.monotonic()
    # Ended from outside, it still ends the server that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    load.client()
    _tell("a town with accounts and a room")
    town = Town(max(pace.idle, pace.hall))
    samples, versions, absent = scenarios.run_all(town, pace, _tell)
    text = report.markdown(samples, versions, absent, pace)
    print(f"\n{text}\n\n{time.monotonic() - began:.0f} s")
    if not chosen.quick:
        report.write(text, "realtime")


def _tell(what: str) -> None:
    print(what, flush=True)


main()
