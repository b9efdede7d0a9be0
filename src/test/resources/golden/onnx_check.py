#!/usr/bin/env python3
"""Has ONNX's own checker look at the files that OnnxTest wrote, and notes their hash beside this script.

    mvn test -Dtest=OnnxTest        writes target/onnx, and fails if the files are not the noted ones
    apt-get install python3-onnx    (Debian 12: ONNX 1.12.0)
    /usr/bin/python3 src/test/resources/golden/onnx_check.py

Every file is checked in full: types and shapes are inferred through the graph, and must be the declared ones.
"""

import hashlib
import json
from pathlib import Path

import onnx

FOLDER = Path(__file__).resolve().parent
FILES = FOLDER.parents[3] / "target" / "onnx"

digest = hashlib.sha256()
names = sorted(path.stem for path in FILES.glob("*.onnx"))
for name in names:
    path = FILES / f"{name}.onnx"
    model = onnx.load(str(path))
    onnx.checker.check_model(model, full_check=True)
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
    assert inferred.graph.output == model.graph.output, name
    digest.update(name.encode())
    digest.update(path.read_bytes())
result = {"checker": f"onnx {onnx.__version__}", "files": len(names), "sha256": digest.hexdigest()}
(FOLDER / "onnx.json").write_text(json.dumps(result, indent=1) + "\n")
print(result)
