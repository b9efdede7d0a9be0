#!/usr/bin/env python3
"""Writes the golden values beside this script, with PyTorch as the oracle.

Activations and losses are computed in float64 at inputs that are exact as float32. Trajectories are whole
trainings, full batch, in float32 and again in float64; both ends are kept. Names and arguments are the plan's.
At a kink the derivative is PyTorch's (the slope on the left; 0 for |d|); only activations are sampled there, and mae.

In a trajectory `initial` and `parameters` are flat, layer by layer: weight [out][in], bias, for prelu its slopes.
`targets` names one of the file's target tables; `weighted` says whether the file's `rowWeights` are used;
`effectiveWeights` are row weight times class weight. `losses[t]` (without penalty) and `gradientNorms[t]` (with
penalty, before clipping) belong to the parameters before update t, made with `rates[t]`. `difference` is the
largest distance between the float32 and the float64 end. `maxNorm`: after each update, each row of each hidden
layer's weight (not the output layer's, no bias) that is longer than it is scaled to exactly that Euclidean norm.
"""

import json
import math
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from sklearn._loss import HalfGammaLoss, HalfPoissonLoss, HalfTweedieLoss

FOLDER = Path(__file__).resolve().parent
STEPS = 20
ROWS, FEATURES, HIDDEN = 40, 5, (7, 4)


# ---------------------------------------------------------------- definitions


def activate(activation, x, slope=None):
    name = activation["name"]
    if name == "identity":
        return x * 1
    if name == "sigmoid":
        return torch.sigmoid(x)
    if name == "tanh":
        return torch.tanh(x)
    if name == "relu":
        return F.relu(x)
    if name == "leaky_relu":
        return F.leaky_relu(x, activation["slope"])
    if name == "prelu":
        return F.prelu(x, slope)
    if name == "elu":
        return F.elu(x, activation["alpha"])
    if name == "swish":
        return x * torch.sigmoid(activation["beta"] * x)
    if name == "selu":
        return F.selu(x)
    if name == "gelu":  # F.gelu is x(1 + erf(x/√2))/2; with erfc the left tail keeps its digits
        return x * torch.erfc(-x / math.sqrt(2)) / 2
    if name == "softplus":
        return softplus(x)
    if name == "mish":
        return F.mish(x)
    raise ValueError(name)


ACTIVATIONS = [
    {"name": "identity"},
    {"name": "sigmoid"},
    {"name": "tanh"},
    {"name": "relu"},
    {"name": "leaky_relu", "slope": 0.01},
    {"name": "leaky_relu", "slope": 0.2},
    {"name": "prelu", "initial": 0.25},
    {"name": "elu", "alpha": 1.0},
    {"name": "elu", "alpha": 0.5},
    {"name": "swish", "beta": 1.0},
    {"name": "swish", "beta": 1.7},
    {"name": "selu"},
    {"name": "gelu"},
    {"name": "softplus"},
    {"name": "mish"},
]
KINKED = ("relu", "leaky_relu", "prelu", "elu", "selu")  # elu only unless alpha is 1


def softplus(x):
    """log(1 + eˣ), where PyTorch's default of giving x itself from 20 on would be seen in float64."""
    return F.softplus(x, threshold=40)


def row_losses(loss, outputs, targets):
    """One loss per row. Regression and labels: mean over the columns; classes: sum over the classes."""
    name = loss["name"]
    if name in ("mse", "rmse"):
        return F.mse_loss(outputs, targets, reduction="none").mean(1)
    if name == "mae":
        return F.l1_loss(outputs, targets, reduction="none").mean(1)
    if name == "huber":
        return F.huber_loss(outputs, targets, reduction="none", delta=loss["delta"]).mean(1)
    if name == "log_cosh":  # Keras: d + softplus(-2d) - log 2
        d = outputs - targets
        return (d + softplus(-2 * d) - math.log(2)).mean(1)
    if name == "quantile":
        quantiles = loss["quantiles"] if isinstance(loss["quantiles"], list) else [loss["quantiles"]]
        distance = targets.repeat_interleave(len(quantiles), 1) - outputs
        share = torch.tensor(quantiles, dtype=outputs.dtype).repeat(targets.shape[1])
        return torch.maximum(share * distance, (share - 1) * distance).mean(1)
    if name == "poisson":
        return F.poisson_nll_loss(outputs, targets, log_input=True, full=False, reduction="none").mean(1)
    if name in ("gamma", "tweedie"):  # the same as scikit-learn's: check_with_sklearn
        return log_family(loss, outputs, targets).mean(1)
    if name == "binary_cross_entropy":
        return F.binary_cross_entropy_with_logits(outputs, targets, reduction="none").mean(1)
    if name == "hinge":
        return F.relu(1 - (2 * targets - 1) * outputs).mean(1)
    if name == "binary_focal":  # torchvision.ops.sigmoid_focal_loss; its alpha −1 is none here
        p, alpha = torch.sigmoid(outputs), loss["alpha"]
        right = p * targets + (1 - p) * (1 - targets)
        losses = F.binary_cross_entropy_with_logits(outputs, targets, reduction="none") * (1 - right) ** loss["gamma"]
        return (losses if alpha == "none" else (alpha * targets + (1 - alpha) * (1 - targets)) * losses).mean(1)
    if name == "focal":
        if targets.dim() == 1:
            targets = F.one_hot(targets, outputs.shape[1]).to(outputs.dtype)
        logarithms = F.log_softmax(outputs, 1)
        return -(targets * (1 - logarithms.exp()) ** loss["gamma"] * logarithms).sum(1)
    if name == "cross_entropy":
        smoothing = loss.get("labelSmoothing", 0.0)
        return F.cross_entropy(outputs, targets, reduction="none", label_smoothing=smoothing)
    if name == "kl_divergence":
        return F.kl_div(F.log_softmax(outputs, 1), targets, reduction="none").sum(1)
    if name == "multiclass_hinge":
        return F.multi_margin_loss(outputs, targets, reduction="none") * outputs.shape[1]
    raise ValueError(name)


def log_family(loss, z, targets):
    """Negative log-likelihood at the mean e^z, without terms of the target alone."""
    if loss["name"] == "gamma":
        return z + targets / z.exp()
    mean, power = z.exp(), loss["power"]
    return mean ** (2 - power) / (2 - power) - targets * mean ** (1 - power) / (1 - power)


def check_with_sklearn(loss, z, targets):
    """scikit-learn's loss, which differs by terms of the target alone, has the same gradient and the same differences."""
    kinds = {"poisson": HalfPoissonLoss, "gamma": HalfGammaLoss}
    kind = kinds[loss["name"]]() if loss["name"] in kinds else HalfTweedieLoss(power=loss["power"])
    t, raw = (numpy.ascontiguousarray(x, dtype=numpy.float64).ravel() for x in (targets, z))
    outputs = torch.tensor(raw[:, None], requires_grad=True)
    value = row_losses(loss, outputs, torch.tensor(t[:, None]))
    (gradient,) = torch.autograd.grad(value.sum(), outputs)
    assert numpy.allclose(gradient.numpy()[:, 0], kind.gradient(t, raw), rtol=1e-12, atol=1e-14)
    at_one = row_losses(loss, torch.zeros_like(outputs), torch.tensor(t[:, None])).numpy()
    change = kind.loss(t, raw) - kind.loss(t, numpy.zeros_like(raw))
    assert numpy.allclose(value.detach().numpy() - at_one, change, rtol=1e-12, atol=1e-12)


def mean_loss(loss, outputs, targets, weights):
    """Σ w·loss / Σ w; the root of it for rmse."""
    losses = row_losses(loss, outputs, targets)
    mean = (weights * losses).sum() / weights.sum()
    return mean.sqrt() if loss["name"] == "rmse" else mean


def rate_at(schedule, t):
    name = schedule["name"]
    initial, final = schedule.get("initial"), schedule.get("final", 0.0)
    if name == "constant":
        return initial
    if name == "step":
        return initial * schedule["factor"] ** (t // schedule["every"])
    if name == "exponential":
        return initial * schedule["decay"] ** t
    if name == "inverse_time":
        return initial / (1 + schedule["decay"] * t)
    if name == "polynomial":
        left = max(0.0, 1 - t / schedule["over"])
        return final + (initial - final) * left ** schedule.get("power", 1.0)
    if name == "cosine":
        done = min(1.0, t / schedule["over"])
        return final + (initial - final) * (1 + math.cos(math.pi * done)) / 2
    if name == "warmup":  # `then` stays at its own 0 while the rate climbs
        over = schedule["over"]
        return rate_at(schedule["then"], max(0, t - over)) * min(1.0, (t + 1) / over)
    raise ValueError(name)


def torch_optimizer(optimizer, parameters, rate):
    given = {key: value for key, value in optimizer.items() if key != "name"}
    name = optimizer["name"]
    if name in ("sgd", "momentum"):
        defaults = {"momentum": 0.9} if name == "momentum" else {}
        return torch.optim.SGD(parameters, rate, **{**defaults, **given})
    if name == "adagrad":
        return torch.optim.Adagrad(parameters, rate, **renamed(given, epsilon="eps"))
    if name == "adadelta":
        return torch.optim.Adadelta(parameters, rate, **renamed(given, epsilon="eps"))
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters, rate, **renamed(given, epsilon="eps"))
    if name in ("adam", "adamw"):
        betas = (given.pop("beta1", 0.9), given.pop("beta2", 0.999))
        kind = torch.optim.Adam if name == "adam" else torch.optim.AdamW
        if not given.pop("decayBiases", True):
            others = [p for p in parameters if p.ndim < 2]
            parameters = [
                {"params": [p for p in parameters if p.ndim == 2]},
                {"params": others, "weight_decay": 0.0},
            ]
        return kind(parameters, rate, betas=betas, **renamed(given, epsilon="eps", weightDecay="weight_decay"))
    raise ValueError(name)


def renamed(arguments, **names):
    return {names.get(key, key): value for key, value in arguments.items()}


# ---------------------------------------------------------------- activations and losses


def activation_cases():
    grid = [-10 + i / 4 for i in range(81)] + [0.001, 1e-6, 0.1, 0.7, 3.3, 20.1, 40.0, 88.0, 104.0, 800.0]
    inputs = numpy.unique(numpy.float32(grid + [-x for x in grid] + [0.0])).astype(float)
    for activation in ACTIVATIONS:
        x = torch.tensor(inputs, requires_grad=True)
        slope = torch.tensor([0.25], dtype=torch.float64)
        column = x[:, None] if activation["name"] == "prelu" else x
        y = activate(activation, column, slope).reshape(-1)
        (derivative,) = torch.autograd.grad(y.sum(), x)
        kinked = activation["name"] in KINKED and activation.get("alpha") != 1.0
        yield {
            "activation": activation,
            "kinks": [0.0] if kinked else [],
            "inputs": exact(x),
            "outputs": exact(y),
            "derivatives": exact(derivative),
        }


LOSS_KINDS = [
    # name of the case, loss, kind of targets, units
    ("mse", {"name": "mse"}, "numbers", 1),
    ("mse", {"name": "mse"}, "numbers", 3),
    ("mae", {"name": "mae"}, "numbers", 1),
    ("mae", {"name": "mae"}, "numbers", 3),
    ("rmse", {"name": "rmse"}, "numbers", 1),
    ("rmse", {"name": "rmse"}, "numbers", 3),
    ("huber", {"name": "huber", "delta": 1.0}, "numbers", 1),
    ("huber", {"name": "huber", "delta": 1.0}, "numbers", 3),
    ("huber narrow", {"name": "huber", "delta": 0.3}, "numbers", 3),
    ("log_cosh", {"name": "log_cosh"}, "numbers", 1),
    ("log_cosh", {"name": "log_cosh"}, "numbers", 3),
    ("binary_cross_entropy", {"name": "binary_cross_entropy"}, "labels", 1),
    ("binary_cross_entropy", {"name": "binary_cross_entropy"}, "labels", 3),
    ("hinge", {"name": "hinge"}, "labels", 1),
    ("hinge", {"name": "hinge"}, "labels", 3),
    ("cross_entropy", {"name": "cross_entropy"}, "classes", 2),
    ("cross_entropy", {"name": "cross_entropy"}, "classes", 4),
    ("cross_entropy", {"name": "cross_entropy"}, "distribution", 4),
    ("kl_divergence", {"name": "kl_divergence"}, "distribution", 4),
    ("multiclass_hinge", {"name": "multiclass_hinge"}, "classes", 2),
    ("multiclass_hinge", {"name": "multiclass_hinge"}, "classes", 4),
    ("cross_entropy smoothed", {"name": "cross_entropy", "labelSmoothing": 0.1}, "classes", 2),
    ("cross_entropy smoothed", {"name": "cross_entropy", "labelSmoothing": 0.3}, "classes", 4),
    ("cross_entropy smoothed", {"name": "cross_entropy", "labelSmoothing": 0.1}, "distribution", 4),
    ("poisson", {"name": "poisson"}, "counts", 1),
    ("poisson", {"name": "poisson"}, "counts", 3),
    ("gamma", {"name": "gamma"}, "amounts", 1),
    ("gamma", {"name": "gamma"}, "amounts", 3),
    ("tweedie", {"name": "tweedie", "power": 1.5}, "claims", 1),
    ("tweedie", {"name": "tweedie", "power": 1.5}, "claims", 3),
    ("tweedie steep", {"name": "tweedie", "power": 1.9}, "claims", 3),
    ("binary_focal", {"name": "binary_focal", "gamma": 2.0, "alpha": "none"}, "labels", 1),
    ("binary_focal", {"name": "binary_focal", "gamma": 2.0, "alpha": 0.25}, "labels", 3),
    ("binary_focal mild", {"name": "binary_focal", "gamma": 1.5, "alpha": 0.75}, "labels", 1),
    ("focal", {"name": "focal", "gamma": 2.0}, "classes", 2),
    ("focal", {"name": "focal", "gamma": 2.0}, "distribution", 4),
    ("focal mild", {"name": "focal", "gamma": 1.5}, "classes", 4),
    ("quantile", {"name": "quantile", "quantiles": 0.5}, "numbers", 1),
    ("quantile", {"name": "quantile", "quantiles": 0.9}, "numbers", 3),
    ("quantiles", {"name": "quantile", "quantiles": [0.1, 0.5, 0.75]}, "number", 3),
]
LOG_LINKS = ("poisson", "gamma", "tweedie")
LOG_EXTREMES = numpy.array([40.0, -40.0, 20.0, -20.0, 0.375, -0.25])
EXTREMES = numpy.array([800.0, -800.0, 40.0, -40.0, 0.375, -798.5, 799.5, -0.25])


def loss_cases():
    random = numpy.random.RandomState(11)
    weights = [1.0, 0.0, 2.5, 0.25, 3.0, 1.0]
    for title, loss, kind, units in LOSS_KINDS:
        targets = random_targets(random, kind, 6, units)
        outputs = numpy.round(random.normal(0, 1.5, (6, units)) * 32) / 32
        if loss["name"] == "mae":
            outputs[4, 0] = targets[4, 0]  # the derivative of |d| at 0 is 0
        log_link = loss["name"] in LOG_LINKS
        extreme = random.choice(LOG_EXTREMES if log_link else EXTREMES, (6, units))
        if log_link:
            check_with_sklearn(loss, outputs, targets)
        for suffix, values, used in (
            ("", outputs, None),
            (", weighted", outputs, weights),
            (", extreme", extreme, None),
            (", extreme, weighted", extreme, weights),
        ):
            yield loss_case(f"{title}, {kind}, {units} units{suffix}", loss, kind, values, targets, used)
    exactly = numpy.array([[0.5], [-1.25], [2.0], [0.0], [3.5], [1.0]])
    perfect = loss_case("mse, numbers, 1 units, perfect", {"name": "mse"}, "numbers", exactly, exactly, None)
    yield perfect
    # PyTorch's root has an infinite slope at 0; the project defines the gradient there as 0.
    yield {**perfect, "name": "rmse, numbers, 1 units, perfect", "loss": {"name": "rmse"}}


def loss_case(name, loss, kind, outputs, targets, weights):
    z = torch.tensor(outputs, requires_grad=True)
    w = torch.tensor(weights if weights else [1.0] * len(outputs), dtype=torch.float64)
    value = mean_loss(loss, z, as_targets(kind, targets, torch.float64), w)
    (gradient,) = torch.autograd.grad(value, z)
    return {
        "name": name,
        "loss": loss,
        "targetKind": kind,
        "outputs": exact(z),
        "targets": exact(torch.tensor(targets, dtype=torch.float64)),
        "weights": weights,
        "value": exact(value),
        "gradient": exact(gradient),
    }


def random_targets(random, kind, rows, units):
    """[rows][units]; classes are one column of indices."""
    if kind in ("number", "numbers"):
        return numpy.round(random.normal(0, 1.5, (rows, 1 if kind == "number" else units)) * 32) / 32
    if kind == "labels":
        return numpy.float64(random.uniform(size=(rows, units)) < 0.5)
    if kind == "counts":
        return numpy.float64(random.poisson(1.5, (rows, units)))
    if kind == "amounts":
        return numpy.round(random.gamma(2, 1, (rows, units)) * 32 + 1) / 32
    if kind == "claims":
        return (random.uniform(size=(rows, units)) < 0.6) * numpy.round(random.gamma(2, 1, (rows, units)) * 32 + 1) / 32
    if kind == "classes":
        return random.permutation(numpy.arange(rows) % units)[:, None].astype(float)
    sixteenths = numpy.array([random.multinomial(16, random.dirichlet(numpy.ones(units) / 2)) for _ in range(rows)])
    return sixteenths / 16


def as_targets(kind, targets, dtype):
    tensor = torch.tensor(numpy.asarray(targets), dtype=dtype)
    return tensor[:, 0].long() if kind == "classes" else tensor


# ---------------------------------------------------------------- schedules


SCHEDULES = [
    ("constant", {"name": "constant", "initial": 0.2}),
    ("step", {"name": "step", "initial": 0.4, "every": 5, "factor": 0.5}),
    ("exponential", {"name": "exponential", "initial": 0.4, "decay": 0.9}),
    ("inverse_time", {"name": "inverse_time", "initial": 0.4, "decay": 0.2}),
    ("polynomial", {"name": "polynomial", "initial": 0.4, "final": 0.0, "power": 1.0, "over": 20}),
    (
        "polynomial, squared, ends early",
        {"name": "polynomial", "initial": 0.4, "final": 0.05, "power": 2.0, "over": 12},
    ),
    ("cosine", {"name": "cosine", "initial": 0.4, "final": 0.0, "over": 20}),
    ("cosine, ends early", {"name": "cosine", "initial": 0.4, "final": 0.04, "over": 12}),
    ("warmup, constant", {"name": "warmup", "over": 8, "then": {"name": "constant", "initial": 0.4}}),
    (
        "warmup, cosine",
        {"name": "warmup", "over": 4, "then": {"name": "cosine", "initial": 0.5, "final": 0.0, "over": 16}},
    ),
    (
        "warmup, step",
        {"name": "warmup", "over": 3, "then": {"name": "step", "initial": 0.5, "every": 4, "factor": 0.4}},
    ),
]


def schedule_cases():
    for name, schedule in SCHEDULES:
        rates = [rate_at(schedule, t) for t in range(30)]
        check_with_torch(schedule, rates)
        yield {"name": name, "schedule": schedule, "rates": rates}


def check_with_torch(schedule, rates):
    """PyTorch's own scheduler, where it has the same one, gives the same rates."""
    kinds = {
        "step": lambda o, s: torch.optim.lr_scheduler.StepLR(o, s["every"], s["factor"]),
        "exponential": lambda o, s: torch.optim.lr_scheduler.ExponentialLR(o, s["decay"]),
        "polynomial": lambda o, s: torch.optim.lr_scheduler.PolynomialLR(o, s["over"], s["power"]),
        "cosine": lambda o, s: torch.optim.lr_scheduler.CosineAnnealingLR(o, s["over"], s["final"]),
    }
    if schedule["name"] not in kinds or (schedule["name"] == "polynomial" and schedule["final"] != 0):
        return
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], schedule["initial"])
    scheduler = kinds[schedule["name"]](optimizer, schedule)
    for t in range(schedule.get("over", 29) + 1):
        assert abs(optimizer.param_groups[0]["lr"] - rates[t]) < 1e-12, (schedule, t)
        optimizer.step()
        scheduler.step()


def plateau_cases():
    """`rates[t]` is the rate of epoch t, `metrics[t]` the loss measured after it. Any decrease is an improvement."""
    falling = [1.0, 0.8, 0.7, 0.7, 0.71, 0.72, 0.7, 0.69] + [0.8] * 7 + [0.68, 0.67] + [0.9] * 5
    flat = [0.5] * 30
    for name, metrics, plateau in (
        ("falling", falling, {"name": "plateau", "initial": 0.1, "factor": 0.5, "patience": 2, "minimum": 0.0}),
        ("a minimum", falling, {"name": "plateau", "initial": 0.1, "factor": 0.2, "patience": 1, "minimum": 0.003}),
        ("defaults", flat, {"name": "plateau", "initial": 0.1, "factor": 0.1, "patience": 10, "minimum": 0.0}),
        ("no patience", falling, {"name": "plateau", "initial": 0.1, "factor": 0.9, "patience": 0, "minimum": 0.0}),
    ):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], plateau["initial"])
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer,
            factor=plateau["factor"],
            patience=plateau["patience"],
            min_lr=plateau["minimum"],
            threshold=0.0,
            eps=0.0,
        )
        rates = []
        for metric in metrics:
            rates.append(optimizer.param_groups[0]["lr"])
            scheduler.step(metric)
        yield {"name": name, "schedule": plateau, "metrics": metrics, "rates": rates}


# ---------------------------------------------------------------- trajectories


def make_data():
    random = numpy.random.RandomState(7)
    x = numpy.round(random.normal(0, 1, (ROWS, FEATURES)) * 16) / 16
    teacher = numpy.tanh(x @ random.normal(0, 0.8, (FEATURES, 6))) @ random.normal(0, 1, (6, 3))
    noisy = teacher + random.normal(0, 0.3, teacher.shape)
    sixteenths = numpy.array([random.multinomial(16, softmax(1.5 * row)) for row in teacher])
    return {
        "features": x,
        "rowWeights": random.choice([0.0, 0.25, 0.5, 1.0, 1.0, 1.5, 2.0, 4.0], ROWS),
        "targets": {
            "number": numpy.round(noisy[:, :1] * 16) / 16,
            "numbers": numpy.round(noisy[:, :2] * 16) / 16,
            "amounts": numpy.round(numpy.exp(noisy[:, :2] / 2) * 16 + 1) / 16,
            "label": numpy.float64(noisy[:, :1] > 0.3),
            "labels": numpy.float64(noisy > 0.2),
            "classes": noisy.argmax(1)[:, None].astype(float),
            "distribution": sixteenths / 16,
        },
    }


def softmax(z):
    return numpy.exp(z) / numpy.exp(z).sum()


DATA = make_data()
UNITS = {"number": 1, "numbers": 2, "amounts": 2, "label": 1, "labels": 3, "classes": 3, "distribution": 3}
KIND = {"classes": "classes"}  # every other target is used as it is


def initial_parameters(hidden, output, units):
    """Flat, layer by layer: weight [out][in] row-major, bias [out], for prelu slope [out]. Exact as float32."""
    random = numpy.random.RandomState(23)
    flat, inputs = [], FEATURES
    for size, activation in [(h["units"], h["activation"]) for h in hidden] + [(units, output)]:
        bound = math.sqrt(6 / inputs)
        weight = numpy.round(random.uniform(-bound, bound, size * inputs) * 128) / 128
        weight[3] = 0.0  # so that the subgradient of |w| at 0 is seen
        flat += list(weight) + list(numpy.round(random.uniform(-0.2, 0.2, size) * 128) / 128)
        if activation["name"] == "prelu":
            flat += [activation["initial"]] * size
        inputs = size
    return flat


def network(flat, hidden, output, units, dtype):
    """Layers of (weight, bias, slope or None, activation) as leaves of their own."""
    layers, inputs, offset = [], FEATURES, 0

    def take(*shape):
        nonlocal offset
        count = math.prod(shape)
        part = torch.tensor(flat[offset : offset + count], dtype=dtype).reshape(shape).requires_grad_()
        offset += count
        return part

    for size, activation in [(h["units"], h["activation"]) for h in hidden] + [(units, output)]:
        slope = None
        weight, bias = take(size, inputs), take(size)
        if activation["name"] == "prelu":
            slope = take(size)
        layers.append((weight, bias, slope, activation))
        inputs = size
    assert offset == len(flat)
    return layers


def row_weights(case):
    """Row weight times the weight of the row's class."""
    weights = DATA["rowWeights"] if case["weighted"] else numpy.ones(ROWS)
    if case["classWeights"] == "none":
        return weights
    labels = DATA["targets"][case["targets"]][:, 0].astype(int)
    count = labels.max() + 1
    if case["classWeights"] == "balanced":
        of_class = [weights.sum() / (count * weights[labels == k].sum()) for k in range(count)]
    else:
        of_class = [case["classWeights"][str(k)] for k in range(count)]
    return weights * numpy.array(of_class)[labels]


def train(case, dtype):
    """(parameters at the end, loss before each step, gradient norm before clipping at each step)."""
    layers = network(case["initial"], case["hidden"], case["output"], UNITS[case["targets"]], dtype)
    parameters = [p for layer in layers for p in layer[:3] if p is not None]
    optimizer = torch_optimizer(case["optimizer"], parameters, rate_at(case["learningRate"], 0))
    x = torch.tensor(DATA["features"], dtype=dtype)
    targets = as_targets(KIND.get(case["targets"]), DATA["targets"][case["targets"]], dtype)
    weights = torch.tensor(row_weights(case), dtype=dtype)
    losses, norms = [], []
    for t in range(STEPS):
        optimizer.param_groups[0]["lr"] = rate_at(case["learningRate"], t)
        optimizer.zero_grad()
        z = x
        for weight, bias, slope, activation in layers:
            z = activate(activation, z @ weight.T + bias, slope)
        loss = mean_loss(case["loss"], z, targets, weights)
        penalty = sum(
            case["penalty"]["l1"] * layer[0].abs().sum() + case["penalty"]["l2"] * layer[0].square().sum()
            for layer in layers
        )
        (loss + penalty).backward()
        losses.append(loss.item())
        norms.append(math.sqrt(sum(float(p.grad.square().sum()) for p in parameters)))
        if case["clip"] and "norm" in case["clip"]:
            torch.nn.utils.clip_grad_norm_(parameters, case["clip"]["norm"])
        if case["clip"] and "value" in case["clip"]:
            torch.nn.utils.clip_grad_value_(parameters, case["clip"]["value"])
        optimizer.step()
        if case["maxNorm"]:
            for layer in layers[:-1]:
                limit_rows(layer[0], case["maxNorm"])
    return numpy.concatenate([p.detach().numpy().ravel() for p in parameters]), losses, norms


def limit_rows(weight, limit):
    """Each row of [out][in], the weights into one unit, is scaled down to Euclidean norm `limit` if it is longer."""
    with torch.no_grad():
        norms = weight.norm(dim=1, keepdim=True)
        weight.copy_(torch.where(norms > limit, weight * (limit / norms), weight))


DEFAULTS = {
    "targets": "classes",
    "output": {"name": "identity"},
    "loss": {"name": "cross_entropy"},
    "penalty": {"l1": 0.0, "l2": 0.0},
    "classWeights": "none",
    "weighted": False,
    "optimizer": {"name": "sgd"},
    "learningRate": {"name": "constant", "initial": 0.2},
    "clip": None,
    "maxNorm": None,
}


def trajectory(title, hidden="tanh", **settings):
    """A case with its ends; `hidden` is one activation for all hidden layers or a list, [] for a linear model."""
    activations = hidden if isinstance(hidden, (list, tuple)) else [hidden] * len(HIDDEN)
    activations = [{"name": a} if isinstance(a, str) else a for a in activations]
    layers = [{"units": units, "activation": a} for units, a in zip(HIDDEN, activations)]
    case = {"name": title, "hidden": layers, **DEFAULTS, **settings}
    if not isinstance(case["learningRate"], dict):
        case["learningRate"] = {"name": "constant", "initial": case["learningRate"]}
    case["penalty"] = {**DEFAULTS["penalty"], **case["penalty"]}
    case["initial"] = initial_parameters(layers, case["output"], UNITS[case["targets"]])
    end, losses, norms = train(case, torch.float32)
    end64, losses64, _ = train(case, torch.float64)
    any_weights = case["weighted"] or case["classWeights"] != "none"
    return {
        **case,
        "steps": STEPS,
        "rates": [rate_at(case["learningRate"], t) for t in range(STEPS)],
        "effectiveWeights": exact(torch.tensor(row_weights(case))) if any_weights else None,
        "gradientNorms": [digits(v, 9) for v in norms],
        "losses": [digits(v, 9) for v in losses],
        "losses64": [digits(v, 13) for v in losses64],
        "parameters": [digits(v, 9) for v in end],
        "parameters64": [digits(v, 13) for v in end64],
        "difference": digits(numpy.abs(end - end64).max(), 3),
    }


def described(spec):
    return " ".join([spec["name"]] + [f"{key} {value}" for key, value in spec.items() if key != "name"])


def activation_trajectories():
    for activation in ACTIVATIONS:
        rate = 0.05 if activation["name"] == "selu" else 0.2
        yield trajectory(f"hidden {described(activation)}", activation, learningRate=rate)
    prelu = {"name": "prelu", "initial": 0.25}
    yield trajectory("hidden tanh, then prelu", ["tanh", prelu])
    yield trajectory("hidden prelu, then sigmoid", [prelu, "sigmoid"])
    regression = {"targets": "numbers", "loss": {"name": "mse"}, "learningRate": 0.1}
    for activation in ("sigmoid", "tanh", "softplus"):
        yield trajectory(f"output {activation}", output={"name": activation}, **regression)
    yield trajectory("output prelu", output=prelu, **regression)
    yield trajectory("output leaky_relu", "relu", output={"name": "leaky_relu", "slope": 0.01}, **regression)
    yield trajectory("no hidden layer, classes", [])
    yield trajectory("no hidden layer, numbers", [], **regression)


def loss_trajectories():
    for loss in (
        {"name": "mse"},
        {"name": "mae"},
        {"name": "rmse"},
        {"name": "huber", "delta": 1.0},
        {"name": "huber", "delta": 0.3},
        {"name": "log_cosh"},
    ):
        for targets in ("number", "numbers"):
            yield from with_weights(f"{described(loss)}, {targets}", targets=targets, loss=loss, learningRate=0.1)
    for targets in ("number", "numbers"):
        quantile = {"name": "quantile", "quantiles": 0.75}
        yield from with_weights(f"{described(quantile)}, {targets}", targets=targets, loss=quantile, learningRate=0.1)
    for loss in ({"name": "poisson"}, {"name": "gamma"}, {"name": "tweedie", "power": 1.5}):
        yield from with_weights(f"{described(loss)}, amounts", targets="amounts", loss=loss, learningRate=0.1)
    for name in ("binary_cross_entropy", "hinge"):
        for targets in ("label", "labels"):
            yield from with_weights(f"{name}, {targets}", targets=targets, loss={"name": name})
    yield from with_weights("cross_entropy, classes", targets="classes")
    yield from with_weights("cross_entropy, distribution", targets="distribution")
    for targets in ("label", "labels"):
        focal = {"name": "binary_focal", "gamma": 2.0, "alpha": 0.25}
        yield from with_weights(f"{described(focal)}, {targets}", targets=targets, loss=focal, learningRate=0.5)
    focal = {"name": "focal", "gamma": 2.0}
    yield from with_weights("focal, classes", targets="classes", loss=focal)
    smoothed = {"name": "cross_entropy", "labelSmoothing": 0.1}
    yield from with_weights("cross_entropy smoothed, classes", targets="classes", loss=smoothed)
    yield from with_weights("kl_divergence, distribution", targets="distribution", loss={"name": "kl_divergence"})
    yield from with_weights("multiclass_hinge, classes", loss={"name": "multiclass_hinge"}, learningRate=0.05)


def with_weights(title, **settings):
    yield trajectory(title, **settings)
    yield trajectory(f"{title}, weighted", weighted=True, **settings)


def optimizer_trajectories():
    regression = {"targets": "numbers", "loss": {"name": "mse"}}
    for rate, optimizer in (
        (0.1, {"name": "sgd"}),
        (0.3, {"name": "sgd"}),
        (0.1, {"name": "momentum"}),
        (0.1, {"name": "momentum", "momentum": 0.5}),
        (0.1, {"name": "momentum", "momentum": 0.9, "dampening": 0.4}),
        (0.1, {"name": "momentum", "momentum": 0.8, "nesterov": True}),
        (0.05, {"name": "adagrad"}),
        (0.05, {"name": "adagrad", "epsilon": 0.01}),
        (1.0, {"name": "adadelta"}),
        (0.3, {"name": "adadelta", "rho": 0.7, "epsilon": 0.001}),
        (0.01, {"name": "rmsprop"}),
        (0.01, {"name": "rmsprop", "alpha": 0.9, "epsilon": 0.001}),
        (0.01, {"name": "rmsprop", "alpha": 0.9, "centered": True, "epsilon": 0.001}),
        (0.005, {"name": "rmsprop", "momentum": 0.8}),
        (0.005, {"name": "rmsprop", "alpha": 0.95, "epsilon": 0.0001, "momentum": 0.7, "centered": True}),
        (0.02, {"name": "adam"}),
        (0.02, {"name": "adam", "beta1": 0.7, "beta2": 0.9, "epsilon": 0.01}),
        (0.02, {"name": "adamw"}),
        (0.02, {"name": "adamw", "beta1": 0.8, "beta2": 0.95, "epsilon": 0.001, "weightDecay": 0.3}),
        (0.02, {"name": "adamw", "weightDecay": 0.4, "decayBiases": False}),
    ):
        yield trajectory(f"{described(optimizer)}, rate {rate}", optimizer=optimizer, learningRate=rate)
        yield trajectory(
            f"{described(optimizer)}, rate {rate}, numbers",
            {"name": "swish", "beta": 1.0},
            optimizer=optimizer,
            learningRate=rate,
            **regression,
        )


def schedule_trajectories():
    for name, schedule in SCHEDULES:
        yield trajectory(name, learningRate=schedule)
    cosine = {"name": "cosine", "initial": 0.05, "final": 0.0, "over": 20}
    yield trajectory("cosine, adam", optimizer={"name": "adam"}, learningRate=cosine)
    step = {"name": "step", "initial": 0.1, "every": 5, "factor": 0.5}
    yield trajectory("step, momentum", optimizer={"name": "momentum"}, learningRate=step)


def training_trajectories():
    prelu = {"name": "prelu", "initial": 0.25}
    yield trajectory("l1", penalty={"l1": 0.01})
    yield trajectory("l2", penalty={"l2": 0.05})
    yield trajectory("l1 and l2", penalty={"l1": 0.01, "l2": 0.02})
    adam = {"optimizer": {"name": "adam"}, "learningRate": 0.02}
    yield trajectory("l1 and l2, prelu, adam", prelu, penalty={"l1": 0.01, "l2": 0.02}, **adam)
    yield trajectory("l2, weighted rows", penalty={"l2": 0.05}, weighted=True)
    yield trajectory("clip by norm, always", clip={"norm": 0.1})
    yield trajectory("clip by norm, sometimes", clip={"norm": 0.45}, penalty={"l2": 0.02})
    yield trajectory("clip by norm, prelu, momentum", prelu, clip={"norm": 0.2}, optimizer={"name": "momentum"})
    yield trajectory("clip by value", clip={"value": 0.05})
    yield trajectory("clip by value, l1, adam", clip={"value": 0.05}, penalty={"l1": 0.02}, **adam)
    yield trajectory("clip by norm, rmse", clip={"norm": 0.3}, targets="numbers", loss={"name": "rmse"})
    yield trajectory("row weights", weighted=True)
    given = {"0": 0.5, "1": 2.0, "2": 1.25}
    yield trajectory("class weights", classWeights=given)
    yield trajectory("class weights and row weights", classWeights=given, weighted=True)
    yield trajectory("balanced", classWeights="balanced")
    yield trajectory("balanced with row weights", classWeights="balanced", weighted=True)
    hinge, multiclass_hinge = {"name": "hinge"}, {"name": "multiclass_hinge"}
    yield trajectory("balanced, multiclass_hinge", classWeights="balanced", loss=multiclass_hinge, learningRate=0.05)
    binary = {"targets": "label", "loss": {"name": "binary_cross_entropy"}}
    yield trajectory("balanced, two classes", classWeights="balanced", **binary)
    yield trajectory(
        "class weights, hinge, row weights",
        targets="label",
        loss=hinge,
        classWeights={"0": 0.75, "1": 2.5},
        weighted=True,
    )
    yield trajectory("max-norm", maxNorm=1.0)
    yield trajectory("max-norm, some rows, adam", maxNorm=1.6, **adam)
    cosine = {"name": "cosine", "initial": 0.05, "final": 0.001, "over": 16}
    yield trajectory(
        "everything",
        [{"name": "swish", "beta": 1.0}, prelu],
        penalty={"l1": 0.002, "l2": 0.01},
        clip={"norm": 0.5},
        classWeights="balanced",
        weighted=True,
        maxNorm=1.5,
        optimizer={"name": "adamw", "weightDecay": 0.05},
        learningRate={"name": "warmup", "over": 4, "then": cosine},
    )


# ---------------------------------------------------------------- files


def digits(value, count):
    """`value` to `count` significant digits, and never −0."""
    rounded = float(f"{float(value):.{count}g}")
    assert math.isfinite(rounded)
    return rounded + 0.0


def exact(tensor):
    """All digits, nested as the tensor is."""
    assert bool(torch.isfinite(tensor).all())
    return (tensor.detach().double() + 0.0).tolist()


def check(cases):
    """A golden case must be smooth enough to compare with, and no two may look alike."""
    for case in cases:
        assert case["difference"] < 2e-6, (case["name"], case["difference"])
        assert case["losses"][-1] < case["losses"][0], case["name"]
    for i, one in enumerate(cases):
        for other in cases[:i]:
            if len(one["parameters"]) == len(other["parameters"]):
                gap = max(numpy.abs(numpy.array(one[key]) - other[key]).max() for key in ("parameters", "losses"))
                assert gap > 1e-3, (one["name"], other["name"], gap)
    assert len({case["name"] for case in cases}) == len(cases)


def write(name, lists, **head):
    """A JSON object: `head`, then lists of cases, one case a line."""
    lines = [f'"{key}": {json.dumps(value, separators=(",", ":"))}' for key, value in head.items()]
    for key, cases in lists.items():
        body = ",\n".join(json.dumps(case, separators=(",", ":"), ensure_ascii=False) for case in cases)
        lines.append(f'"{key}": [\n{body}\n]')
    (FOLDER / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def write_trajectories(name, cases):
    cases = list(cases)
    check(cases)
    data = {
        "features": DATA["features"].tolist(),
        "rowWeights": DATA["rowWeights"].tolist(),
        "targets": {key: value.tolist() for key, value in DATA["targets"].items()},
    }
    write(f"trajectories-{name}.json", {"cases": cases}, **data)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    write("activations.json", {"cases": list(activation_cases())})
    write("losses.json", {"cases": list(loss_cases())})
    write("schedules.json", {"cases": list(schedule_cases()), "plateaus": list(plateau_cases())})
    write_trajectories("activations", activation_trajectories())
    write_trajectories("losses", loss_trajectories())
    write_trajectories("optimizers", optimizer_trajectories())
    write_trajectories("schedules", schedule_trajectories())
    write_trajectories("training", training_trajectories())


if __name__ == "__main__":
    main()
