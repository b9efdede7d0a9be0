#!/usr/bin/env python3
"""Works through models.md: python3 docs/models.py

It runs every command of the page in runs/models, with the files of the page in it, so that a run's weights are in PyTorch,
its ONNX file in ONNX Runtime and a network of PyTorch's in Lockstep, and wants them to agree. It needs the packages numpy,
onnxruntime, safetensors and torch.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "runs" / "models"
PAGE = (PROJECT / "docs" / "models.md").read_text()
ONNX_RUNTIME = re.search(r"onnxruntime-([0-9.]+)\.jar", PAGE)

def files():
    """The blocks of code, by the name of a file that stands in front of each last."""
    for block in re.finditer(r"^```(\w+)\n(.*?)^```$", PAGE, re.M | re.S):
        yield re.findall(r"`(\w+\.(?:java|scala|py|yaml))`", PAGE[: block.start()])[-1], block[2]


def commands():
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.M | re.S)
    return re.findall(r"^    (\S.*)$", prose, re.M)


def is_there(module):
    return importlib.util.find_spec(module) is not None


def onnx_runtime():
    """Puts the jar into the folder, from Maven's local repository or from where Maven has it from."""
    version = ONNX_RUNTIME[1]
    subprocess.run(
        ["mvn", "-q", "-B", "-Dstyle.color=never", "dependency:copy", f"-Dartifact=com.microsoft.onnxruntime:onnxruntime:{version}",
         f"-DoutputDirectory={WORK}"], cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)


def run(command):
    program, *words = command.split()
    if shutil.which(program) is None and not program.startswith("jobs/"):
        print(f"left out, for there is no {program} here: {command}")
        return ""
    program = {"python3": sys.executable}.get(program, str(PROJECT / program) if "/" in program else program)
    result = subprocess.run([program, *words], cwd=WORK, text=True, stdout=subprocess.PIPE)
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
    for module in ("numpy", "onnxruntime", "safetensors", "torch"):
        if not is_there(module):
            sys.exit(f"{sys.executable} has no {module}: install it, or use the Python that has it")
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in ("conf", "data", "target"):
        (WORK / name).symlink_to(PROJECT / name)
    for name, text in files():
        (WORK / name).write_text(text)
    onnx_runtime()
    said = "".join(run(command) for command in commands())
    agree(said, r"right (\d+ of 360)", 4)
    agree(said, r"on average ([0-9.]+) sure", 4)
    loss = re.search(r"PyTorch: loss (\S+)", said)[1]
    if not re.search(rf"^  loss +{re.escape(loss)} ", said, re.M):
        sys.exit(f"Lockstep should say the loss {loss} too")
    print("all of it agrees")


if __name__ == "__main__":
    main()
