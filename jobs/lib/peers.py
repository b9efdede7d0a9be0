"""Trains the benchmark's network with PyTorch or scikit-learn, to be compared with: started by jobs/benchmark.sh.

    peers.py LIBRARY THREADS FILE UNITS,UNITS,...

FILE holds rows of little-endian floats, the features of each and then its class. The first line on standard output says
what runs, and with which BLAS if the library knows; then every line "BATCH SECONDS" on standard input is answered by one with the speed of whole epochs, shuffled
anew each, of which the last is cut off after twice the time.
"""

import json
import sys
import time
import warnings

import numpy


class PyTorch:
    def __init__(self, threads, features, labels, units):
        import torch

        torch.set_num_threads(threads)
        self.torch = torch
        self.name = "PyTorch " + torch.__version__
        self.features = torch.from_numpy(features)
        self.labels = torch.from_numpy(labels)
        layers = []
        for inputs, outputs in zip(units, units[1:]):
            layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
        self.network = torch.nn.Sequential(*layers[:-1])
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=0.001, fused=True)
        self.loss = torch.nn.CrossEntropyLoss()
        self.train(32, 0.01)  # So that MKL has chosen its kernels, and says which if it is asked to.

    def blas(self):
        return {}

    def train(self, batch, seconds):
        start = time.perf_counter()
        done = 0
        while time.perf_counter() - start < seconds:
            order = self.torch.randperm(len(self.labels))
            for rows in order.split(batch):
                self.optimizer.zero_grad()
                batch_features = self.features.index_select(0, rows)
                self.loss(self.network(batch_features), self.labels.index_select(0, rows)).backward()
                self.optimizer.step()
                done += len(rows)
                if time.perf_counter() - start >= 2 * seconds:
                    break
        return done / (time.perf_counter() - start)


class ScikitLearn:
    def __init__(self, threads, features, labels, units):
        import sklearn
        from sklearn.neural_network import MLPClassifier

        warnings.filterwarnings("ignore")
        self.classifier = MLPClassifier
        self.name = "scikit-learn " + sklearn.__version__
        self.features = features
        self.labels = labels
        self.hidden = units[1:-1]
        self.speed = {}

    def blas(self):
        import threadpoolctl

        found = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
        numpys = next((pool for pool in found if "numpy" in pool["filepath"]), found[0])
        names = {"openblas": "OpenBLAS", "mkl": "MKL"}
        name = names.get(numpys["internal_api"], numpys["internal_api"])
        return {"blas": f"{name} {numpys['version']}", "family": numpys.get("architecture", "")}

    def train(self, batch, seconds):
        # It trains whole epochs only: one that would take too long gets fewer rows.
        rows = max(batch, int(self.speed.get(batch, 5000) * 2 * seconds))
        features, labels = self.features[:rows], self.labels[:rows]
        start = time.perf_counter()
        done = 0
        while time.perf_counter() - start < seconds:
            self.classifier(
                self.hidden, alpha=0, batch_size=min(batch, len(labels)), max_iter=1, tol=0, random_state=0
            ).fit(features, labels)
            done += len(labels)
        self.speed[batch] = done / (time.perf_counter() - start)
        return self.speed[batch]


def main():
    library, threads, file, units = sys.argv[1:]
    units = [int(count) for count in units.split(",")]
    rows = numpy.fromfile(file, dtype="<f4").reshape(-1, units[0] + 1)
    features = numpy.ascontiguousarray(rows[:, :-1])
    labels = rows[:, -1].astype("int64")
    peer = {"torch": PyTorch, "sklearn": ScikitLearn}[library](int(threads), features, labels, units)
    print(json.dumps({"name": peer.name, "threads": int(threads), **peer.blas()}), flush=True)
    for line in sys.stdin:
        batch, seconds = line.split()
        print(json.dumps({"rowsPerSecond": peer.train(int(batch), float(seconds))}), flush=True)


main()
