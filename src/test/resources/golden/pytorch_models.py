#!/usr/bin/env python3
"""Writes pytorch-models.json, pytorch-*.safetensors and pytorch-*.onnx beside this script: networks that PyTorch made.

Each network is saved before its training, with the names of its own state_dict, as `safetensors.torch.save_file` lays it
out, and as PyTorch exports it to ONNX. `predictions` are the network's for `features` then: probabilities of classes, else outputs. From there PyTorch
takes `steps` steps of gradient descent at `rate` over all rows, to the parameters `trained`, flat as in the trajectories,
and the predictions `trainedPredictions`. A network without them has one slope for all units, which Lockstep trains apart.

The way back: `pytorch-<name>-trained.safetensors` is what Lockstep's training of the same steps saves.
PyTorchTest leaves it in target/pytorch/<name>/data/model.safetensors; copy it here and run this script again. `returned`
are PyTorch's predictions with those parameters.
"""

import json
import struct
from pathlib import Path

import numpy
import torch
from torch import nn

FOLDER = Path(__file__).resolve().parent
ROWS, FEATURES = 24, 4
RATE, STEPS = 0.1, 5


# ---------------------------------------------------------------- safetensors


def save(tensors, file, metadata):
    """The header's length, the header padded with spaces to a multiple of 8, the numbers in order of the names."""
    header, data = {"__metadata__": metadata} if metadata else {}, b""
    for name in sorted(tensors):
        number = tensors[name].detach().contiguous().numpy().astype("<f4", casting="no").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensors[name].shape),
            "data_offsets": [len(data), len(data) + len(number)],
        }
        data += number
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def load(file):
    bytes = file.read_bytes()
    (length,) = struct.unpack("<Q", bytes[:8])
    header = json.loads(bytes[8 : 8 + length])
    data = bytes[8 + length :]
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        numbers = numpy.frombuffer(data[begin:end], {"F32": "<f4", "F64": "<f8"}[entry["dtype"]])
        tensors[name] = torch.tensor(numbers.reshape(entry["shape"]))
    return tensors


# ---------------------------------------------------------------- networks


class Stack(nn.Module):
    """One slope for all units, and names like Lockstep's that count the activations, too."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(FEATURES, 6), nn.PReLU(), nn.Linear(6, 6), nn.Sigmoid(), nn.Linear(6, 1)
        )

    def forward(self, rows):
        return self.layers(rows)


class Numbered(nn.Module):
    """Layers with names of their own."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(FEATURES, 5)
        self.fc2 = nn.Linear(5, 5)
        self.fc3 = nn.Linear(5, 1)

    def forward(self, rows):
        return self.fc3(nn.functional.elu(self.fc2(nn.functional.elu(self.fc1(rows)))))


def classifier():
    return nn.Sequential(nn.Linear(FEATURES, 6), nn.ReLU(), nn.Linear(6, 3))


def regressor():
    slopes = nn.PReLU(6)
    nn.init.uniform_(slopes.weight, -0.5, 0.5)
    return nn.Sequential(
        nn.Linear(FEATURES, 6), slopes, nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 2)
    )


NETWORKS = [
    ("classifier", classifier, ["relu"], "cross_entropy", {}),
    ("regressor", regressor, ["prelu", "tanh"], "mse", {"format": "pt"}),
    ("stack", Stack, ["prelu", "sigmoid"], "mse", {}),
    ("numbered", Numbered, ["elu", "elu"], "binary_cross_entropy", {"format": "pt"}),
]


def layers(network):
    """Each linear layer with the slopes that follow it, if there are any."""
    found = []
    for module in network.modules():
        if isinstance(module, nn.Linear):
            found.append([module, None])
        elif isinstance(module, nn.PReLU):
            found[-1][1] = module
    return found


def flat(network):
    parts = []
    for linear, slopes in layers(network):
        parts += [linear.weight, linear.bias] + ([slopes.weight] if slopes else [])
    return torch.cat([part.detach().reshape(-1) for part in parts])


def take(network, tensors):
    """Lockstep's parameters, all of them."""
    tensors = {name: tensor for name, tensor in tensors.items() if name.startswith("layers.")}
    with torch.no_grad():
        for i, (linear, slopes) in enumerate(layers(network)):
            linear.weight.copy_(tensors.pop(f"layers.{i}.weight"))
            linear.bias.copy_(tensors.pop(f"layers.{i}.bias"))
            if slopes:
                slopes.weight.copy_(tensors.pop(f"layers.{i}.slope"))
    assert not tensors, tensors.keys()


def predictions(network, loss, rows):
    outputs = network(rows)
    if loss == "cross_entropy":
        return torch.softmax(outputs, 1)
    if loss == "binary_cross_entropy":
        return torch.cat([1 - torch.sigmoid(outputs), torch.sigmoid(outputs)], 1)
    return outputs


def mean_loss(loss, outputs, labels):
    if loss == "cross_entropy":
        return nn.functional.cross_entropy(outputs, labels[:, 0].long())
    if loss == "binary_cross_entropy":
        return nn.functional.binary_cross_entropy_with_logits(outputs, labels)
    return nn.functional.mse_loss(outputs, labels)


def labels_of(loss, network, rows):
    if loss == "cross_entropy":
        return torch.arange(ROWS).remainder(3).float().reshape(-1, 1)
    if loss == "binary_cross_entropy":
        return torch.arange(ROWS).remainder(2).float().reshape(-1, 1)
    return torch.randn(ROWS, network(rows).shape[1])


def case(name, make, activations, loss, metadata):
    network = make()
    rows = torch.randn(ROWS, FEATURES)
    labels = labels_of(loss, network, rows)
    save(network.state_dict(), FOLDER / f"pytorch-{name}.safetensors", metadata)
    torch.onnx.export(network, torch.zeros(1, FEATURES), FOLDER / f"pytorch-{name}.onnx")
    values = {
        "name": name,
        "hidden": [linear.out_features for linear, _ in layers(network)[:-1]],
        "activations": activations,
        "loss": loss,
        "rate": RATE,
        "steps": STEPS,
        "features": exact(rows),
        "labels": exact(labels),
        "predictions": exact(predictions(network, loss, rows)),
    }
    if any(slopes and slopes.num_parameters != linear.out_features for linear, slopes in layers(network)):
        return values
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        mean_loss(loss, network(rows), labels).backward()
        optimizer.step()
    values["trained"] = exact(flat(network))
    values["trainedPredictions"] = exact(predictions(network, loss, rows))
    trained = FOLDER / f"pytorch-{name}-trained.safetensors"
    if trained.exists():
        back = make()
        take(back, load(trained))
        values["returned"] = exact(predictions(back, loss, rows))
        assert numpy.abs(numpy.array(values["returned"]) - values["trainedPredictions"]).max() < 1e-5, name
    return values


# ---------------------------------------------------------------- the file


def exact(tensor):
    """All digits, nested as the tensor is."""
    assert bool(torch.isfinite(tensor).all())
    return (tensor.detach().double() + 0.0).tolist()


def main():
    torch.set_num_threads(1)
    cases = []
    for seed, network in enumerate(NETWORKS):
        torch.manual_seed(seed)
        cases.append(json.dumps(case(*network), separators=(",", ":")))
    text = '{\n"cases": [\n' + ",\n".join(cases) + "\n]\n}\n"
    (FOLDER / "pytorch-models.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
