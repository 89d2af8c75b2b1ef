"""What a process and all below it use, for the benchmarks."""

import os
import threading
from contextlib import suppress
from pathlib import Path


class Waechter(threading.Thread):
    """Watches a process and all below it: CPU seconds, and memory at most in MB (PSS).

    By looking, because Chromium does not wait for all of its children: the kernel would not add
    their time to its own. What a process does after the last look is lost, to Chromium's favour.
    """

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.mb, self.cpu, self.fertig = pid, 0, {}, threading.Event()
        self.start()

    def run(self):
        while not self.fertig.wait(0.01):
            baum = list(_baum(self.pid))
            for pid in baum:
                with suppress(OSError):
                    self.cpu[pid] = cpu(pid)
            self.mb = max(self.mb, sum(map(_pss, baum)))

    def ende(self):
        self.fertig.set()
        self.join()
        return sum(self.cpu.values()), self.mb


def _baum(pid):
    yield pid
    try:
        kinder = [
            kind
            for faden in Path(f"/proc/{pid}/task").iterdir()
            for kind in (faden / "children").read_text().split()
        ]
    except OSError:
        return
    for kind in kinder:
        yield from _baum(int(kind))


def _pss(pid):
    try:
        for zeile in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if zeile.startswith("Pss:"):
                return int(zeile.split()[1]) / 1024
    except OSError:
        pass
    return 0


def cpu(pid):
    """Return the CPU seconds of one process. Raises OSError where there is none."""
    felder = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(felder[11]) + int(felder[12])) / os.sysconf("SC_CLK_TCK")
