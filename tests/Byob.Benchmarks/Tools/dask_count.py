"""The word count as a user of Dask writes it: byte blocks cut at line ends, a Counter a block, merged by the client.

Words are runs of what Python calls word characters without digits and the underscore, after decoding with replacement.
"""
import os
import re
import sys
from collections import Counter

from distributed import Client, LocalCluster, as_completed

BLOCK = 16 << 20
WORD = re.compile(r"[^\W\d_]+")


def cuts(path):
    length = os.path.getsize(path)
    with open(path, "rb") as file:
        start = 0
        while start < length:
            file.seek(min(length, start + BLOCK))
            file.readline()
            end = min(length, file.tell())
            yield start, end
            start = end


def count(path, start, end):
    with open(path, "rb") as file:
        file.seek(start)
        return Counter(WORD.findall(file.read(end - start).decode("utf-8", "replace")))


def main(path):
    with LocalCluster(n_workers=os.cpu_count(), threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        parts = client.map(count, *zip(*((path, start, end) for start, end in cuts(path))))
        total = Counter()
        for part in as_completed(parts):
            total.update(part.result())
            part.release()
    for word in sorted(total):
        sys.stdout.write(f"{word} {total[word]}\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(sys.argv[1])
