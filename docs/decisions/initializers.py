"""Compares initial weights and biases of networks with relu, by PyTorch: the table of initializers.md.

    python3 docs/decisions/initializers.py LAYERS FILE.csv...

A file has a header and numbers; the last column is the target: a class if all values are whole numbers from 0 to 25, else a
number. A quarter of the rows, at most 5,000, is the test. Prints accuracy or R², mean and standard deviation of 8 seeds.
"""

import math
import sys

import numpy
import torch

SEEDS = 8
UNITS = 64
STEPS = 3500
# Hidden layers: bound of the weights and of the biases, from the numbers of inputs and outputs.
STARTS = {
    "he_uniform": (lambda i, o: math.sqrt(6 / i), lambda i, o: 0),
    "xavier_uniform": (lambda i, o: math.sqrt(6 / (i + o)), lambda i, o: 0),
    "xavier_uniform, uniform biases": (lambda i, o: math.sqrt(6 / (i + o)), lambda i, o: math.sqrt(1 / i)),
    "uniform": (lambda i, o: math.sqrt(1 / i), lambda i, o: 0),
    "uniform, uniform biases (PyTorch)": (lambda i, o: math.sqrt(1 / i), lambda i, o: math.sqrt(1 / i)),
    "xavier_uniform, the same for biases (scikit-learn)": (
        lambda i, o: math.sqrt(6 / (i + o)),
        lambda i, o: math.sqrt(6 / (i + o)),
    ),
}


def rows(file):
    table = numpy.genfromtxt(file, delimiter=",", skip_header=1)
    order = numpy.random.RandomState(0).permutation(len(table))
    test = min(5000, len(table) // 4)
    train = order[test : test + 5000]
    x, y = table[:, :-1], table[:, -1]
    mean, deviation = x[train].mean(0), x[train].std(0)
    x = (x - mean) / numpy.where(deviation == 0, 1, deviation)
    return x[train], y[train], x[order[:test]], y[order[:test]]


def stacked(layers):
    """Weights and biases of all starts and seeds, [starts · seeds, inputs, outputs] a layer."""
    weights, biases = [], []
    for index, (inputs, outputs) in enumerate(layers):
        of_layer = []
        for name, (weight, bias) in STARTS.items():
            if index == len(layers) - 1 and not name.startswith("uniform"):
                weight = STARTS["xavier_uniform"][0]
            for seed in range(SEEDS):
                random = torch.Generator().manual_seed(1000 * seed + index)
                w = (2 * torch.rand(inputs, outputs, generator=random) - 1) * weight(inputs, outputs)
                b = (2 * torch.rand(1, outputs, generator=random) - 1) * bias(inputs, outputs)
                of_layer.append((w, b))
        weights.append(torch.stack([w for w, _ in of_layer]).requires_grad_())
        biases.append(torch.stack([b for _, b in of_layer]).requires_grad_())
    return weights, biases


def forward(weights, biases, x):
    for index, (w, b) in enumerate(zip(weights, biases)):
        x = torch.baddbmm(b, x, w)
        if index < len(weights) - 1:
            x = torch.relu(x)
    return x


def compare(file, depth):
    x, y, test_x, test_y = rows(file)
    classes = set(numpy.unique(y)) <= set(range(26))
    outputs = int(y.max()) + 1 if classes else 1
    mean, deviation = (0, 1) if classes else (y.mean(), y.std())
    targets = torch.tensor(y, dtype=torch.long) if classes else torch.tensor((y - mean) / deviation).float()
    sizes = [x.shape[1]] + [UNITS] * depth + [outputs]
    weights, biases = stacked(list(zip(sizes, sizes[1:])))
    optimizer = torch.optim.Adam(weights + biases, lr=0.001)
    inputs = torch.tensor(x).float()
    batch = 64 if len(x) > 1000 else 32
    epochs = max(5, min(200, round(STEPS / math.ceil(len(x) / batch))))
    orders = [numpy.random.RandomState(seed) for seed in range(SEEDS)]
    for _ in range(epochs):
        order = numpy.stack([random.permutation(len(x)) for random in orders])
        for start in range(0, len(x), batch):
            index = torch.tensor(order[:, start : start + batch])
            out = forward(weights, biases, inputs[index].repeat(len(STARTS), 1, 1))
            target = targets[index].repeat(len(STARTS), 1)
            if classes:
                flat = torch.nn.functional.cross_entropy(
                    out.reshape(-1, outputs), target.reshape(-1), reduction="sum"
                )
                loss = flat / target.shape[1]
            else:
                loss = ((out[..., 0] - target) ** 2).mean(1).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        every = len(STARTS) * SEEDS
        out = forward(weights, biases, torch.tensor(test_x).float().expand(every, -1, -1)).numpy()
    if classes:
        scores = (out.argmax(-1) == test_y).mean(1)
    else:
        errors = (out[..., 0] * deviation + mean - test_y) ** 2
        scores = 1 - errors.sum(1) / ((test_y - test_y.mean()) ** 2).sum()
    for name, row in zip(STARTS, scores.reshape(len(STARTS), SEEDS)):
        print(f"{file}\t{depth}\t{name}\t{row.mean():.4f}\t{row.std():.4f}", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[2:]:
        compare(name, int(sys.argv[1]))
