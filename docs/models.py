#!/usr/bin/env python3
"""Works through models.md: python3 docs/models.py

It runs every command of the page in runs/models, with the files of the page in it, so that a run's weights are in PyTorch,
its ONNX file in ONNX Runtime and a network of PyTorch's in Lockstep, and wants them to agree. It needs NumPy and PyTorch;
for safetensors, and for onnxruntime in Python, it has a stand-in that does what the page asks of them.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "runs" / "models"
PAGE = (PROJECT / "docs" / "models.md").read_text()
ONNX_RUNTIME = re.search(r"onnxruntime-([0-9.]+)\.jar", PAGE)

SAFETENSORS = '''
import json
import torch

TYPES = {"F32": torch.float32, "F64": torch.float64}

def load_file(name):
    data = bytearray(open(name, "rb").read())
    size = int.from_bytes(data[:8], "little")
    header = json.loads(bytes(data[8 : 8 + size]))
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(data, dtype=TYPES[of["dtype"]], offset=8 + size + of["data_offsets"][0],
                               count=torch.Size(of["shape"]).numel()).reshape(of["shape"])
        for name, of in header.items()}

def save_file(tensors, name):
    header, data = {}, b""
    for key, tensor in tensors.items():
        values = tensor.detach().contiguous().numpy().tobytes()
        dtype = next(word for word, dtype in TYPES.items() if dtype == tensor.dtype)
        header[key] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(name, "wb").write(len(text).to_bytes(8, "little") + text + data)
'''

ONNXRUNTIME = '''
import pathlib
import subprocess
import numpy as np

class InferenceSession:
    """Drives ONNX Runtime for Java: one matrix of doubles in, matrices and lists of numbers out."""

    def __init__(self, path, providers):
        self.path = path

    def run(self, names, inputs):
        assert names is None
        (name, values), = inputs.items()
        assert values.dtype == np.float64 and values.ndim == 2
        program = pathlib.Path(__file__).with_name("Run.java")
        result = subprocess.run(
            ["java", "-cp", "%s", program, self.path, name, str(values.shape[1])],
            input=values.astype(">f8").tobytes(), stdout=subprocess.PIPE, check=True)
        answers = []
        for line in result.stdout.decode().splitlines():
            dtype, width, *words = line.split()
            answer = np.array(words).astype(dtype)
            answers.append(answer if width == "0" else answer.reshape(-1, int(width)))
        return answers
'''

RUN = '''
import ai.onnxruntime.*;
import java.io.DataInputStream;
import java.util.*;

public final class Run {
    public static void main(String[] arguments) throws Exception {
        byte[] bytes = System.in.readAllBytes();
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes));
        int columns = Integer.parseInt(arguments[2]);
        double[][] rows = new double[bytes.length / 8 / columns][columns];
        for (double[] row : rows) {
            for (int i = 0; i < columns; i++) row[i] = in.readDouble();
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(arguments[0]);
                OrtSession.Result result = session.run(Map.of(arguments[1], OnnxTensor.createTensor(environment, rows)))) {
            for (Map.Entry<String, OnnxValue> answer : result) {
                StringBuilder line = new StringBuilder();
                if (answer.getValue().getValue() instanceof long[] values) {
                    line.append("int64 0");
                    for (long value : values) line.append(' ').append(value);
                } else {
                    float[][] values = (float[][]) answer.getValue().getValue();
                    line.append("float32 ").append(values[0].length);
                    for (float[] row : values) for (float value : row) line.append(' ').append(value);
                }
                System.out.println(line);
            }
        }
    }
}
'''


def files():
    """The blocks of code, by the name of a file that stands in front of each last."""
    for block in re.finditer(r"^```(\w+)\n(.*?)^```$", PAGE, re.M | re.S):
        yield re.findall(r"`(\w+\.(?:java|scala|py|yaml))`", PAGE[: block.start()])[-1], block[2]


def commands():
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.M | re.S)
    return re.findall(r"^    (\S.*)$", prose, re.M)


def is_there(module):
    return importlib.util.find_spec(module) is not None


def stand_ins(folder, jar):
    """Writes what is missing."""
    if not is_there("safetensors"):
        (folder / "safetensors").mkdir(parents=True)
        (folder / "safetensors" / "__init__.py").write_text("")
        (folder / "safetensors" / "torch.py").write_text(SAFETENSORS)
        print("safetensors is not installed: a stand-in reads and writes the files")
    if not is_there("onnxruntime"):
        folder.mkdir(exist_ok=True)
        (folder / "onnxruntime.py").write_text(ONNXRUNTIME % jar)
        (folder / "Run.java").write_text(RUN)
        print("onnxruntime is not installed for Python: a stand-in drives the one for Java")


def onnx_runtime():
    """The jar, from Maven's local repository or from where Maven has it from."""
    version = ONNX_RUNTIME[1]
    subprocess.run(
        ["mvn", "-q", "-B", "-Dstyle.color=never", "dependency:copy", f"-Dartifact=com.microsoft.onnxruntime:onnxruntime:{version}",
         f"-DoutputDirectory={WORK}"], cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
    return WORK / ONNX_RUNTIME[0]


def run(command):
    program, *words = command.split()
    if shutil.which(program) is None and not program.startswith("jobs/"):
        print(f"left out, for there is no {program} here: {command}")
        return ""
    program = {"python3": sys.executable}.get(program, str(PROJECT / program) if "/" in program else program)
    environment = dict(os.environ, PYTHONPATH=str(WORK / "stand-ins"))
    result = subprocess.run([program, *words], cwd=WORK, env=environment, text=True, stdout=subprocess.PIPE)
    print(f"$ {command}\n{result.stdout}", end="", flush=True)
    if result.returncode != 0:
        sys.exit(f"{command} ended with {result.returncode}")
    return result.stdout


def agree(said, pattern, least):
    """Everybody who says it says the same."""
    found = re.findall(pattern, said)
    if len(found) < least or len(set(found)) > 1:
        sys.exit(f"{least} or more should say the same but these say {found}")


def main():
    for module in ("numpy", "torch"):
        if not is_there(module):
            sys.exit(f"{sys.executable} has no {module}: install it, or use the Python that has it")
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in ("conf", "data", "target"):
        (WORK / name).symlink_to(PROJECT / name)
    for name, text in files():
        (WORK / name).write_text(text)
    stand_ins(WORK / "stand-ins", onnx_runtime())
    said = "".join(run(command) for command in commands())
    agree(said, r"right (\d+ of 360)", 3)
    agree(said, r"on average ([0-9.]+) sure", 3)
    loss = re.search(r"PyTorch: loss (\S+)", said)[1]
    if not re.search(rf"^  loss +{re.escape(loss)} ", said, re.M):
        sys.exit(f"Lockstep should say the loss {loss} too")
    print("all of it agrees")


if __name__ == "__main__":
    main()
