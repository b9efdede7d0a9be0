#!/usr/bin/env python3
"""Makes train.csv and test.csv: the regression problem Friedman #1 (J. H. Friedman, Multivariate
adaptive regression splines, Annals of Statistics 19, 1991, equation 61).

    y = 10 sin(pi x1 x2) + 20 (x3 - 0.5)^2 + 10 x4 + 5 x5 + noise,  noise ~ N(0, 1)

Ten features, uniform in [0, 1); x6 to x10 say nothing about y. Only the standard library is used. The
numbers come from Python's Mersenne Twister with a fixed seed, so the files come out the same every time.
"""

import math
import random
from pathlib import Path

SEED = 1991
ROWS = {"train.csv": 8000, "test.csv": 2000}
FEATURES = 10


def normal(generator):
    """A standard normal number by Box and Muller, spelled out so that it never changes."""
    radius = math.sqrt(-2.0 * math.log(1.0 - generator.random()))
    return radius * math.cos(2.0 * math.pi * generator.random())


def row(generator):
    x = [round(generator.random(), 6) for _ in range(FEATURES)]
    signal = 10 * math.sin(math.pi * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4]
    return x + [signal + normal(generator)]


def main():
    generator = random.Random(SEED)
    header = ",".join([f"x{i + 1}" for i in range(FEATURES)] + ["y"])
    for name, rows in ROWS.items():
        lines = [header] + [",".join(f"{value:.6f}" for value in row(generator)) for _ in range(rows)]
        path = Path(__file__).resolve().parent / name
        path.write_bytes(("\n".join(lines) + "\n").encode("ascii"))


if __name__ == "__main__":
    main()
