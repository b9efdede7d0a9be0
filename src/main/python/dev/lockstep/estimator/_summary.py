"""The summary of a training."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, List, Optional

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Epoch:
    """The results of an epoch. None stands for a number that is not finite."""

    epoch: int
    """from 1"""
    step: int
    """steps taken so far"""
    trainLoss: Optional[float]
    """the mean loss over the epoch's rows, each at the parameters before its step, without penalty"""
    validation: Dict[str, Optional[float]]
    """metrics after the epoch; empty without validation rows"""
    learningRate: Optional[float]
    """of the epoch's last step"""
    gradientNorm: Optional[float]
    """of the epoch's last step, including the penalty"""
    rowsPerSecond: Optional[float]
    """over training time only"""
    stepMillis: Dict[str, Optional[float]]
    """the mean of each phase over the epoch's steps, in milliseconds"""


@dataclass(frozen=True)
class MlpTrainingSummary:
    """The summary of a training. Like Spark's, it is not saved with the model."""

    history: List[Epoch]
    """one element per epoch"""
    epochs: int
    """done"""
    bestEpoch: int
    """the epoch of the weights, from 1; 0 if there was none"""
    steps: int
    """done"""
    rows: int
    """used for training"""
    seconds: float
    """of training alone"""
    engine: str
    """that took the steps"""
    weightsSha256: str
    """of the parameters: equal for equal weights"""
    stopped: str
    """the reason for the end: all_epochs, early_stopping or converged"""

    def toPandas(self) -> "pandas.DataFrame":
        """The history, one row per epoch; validation metrics are columns ``validation_NAME``."""
        import pandas

        rows = []
        for epoch in self.history:
            row: Dict[str, Any] = {
                "epoch": epoch.epoch,
                "step": epoch.step,
                "trainLoss": epoch.trainLoss,
            }
            row.update({f"validation_{name}": value for name, value in epoch.validation.items()})
            row["learningRate"] = epoch.learningRate
            row["gradientNorm"] = epoch.gradientNorm
            row["rowsPerSecond"] = epoch.rowsPerSecond
            rows.append(row)
        return pandas.DataFrame(rows)

    @classmethod
    def _parse(cls, text: str) -> "MlpTrainingSummary":
        fields = json.loads(text)
        history = [
            Epoch(trainLoss=epoch.pop("train")["loss"], validation=epoch.pop("validation") or {}, **epoch)
            for epoch in fields.pop("history")
        ]
        return cls(history=history, **fields)
