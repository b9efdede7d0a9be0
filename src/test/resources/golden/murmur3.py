#!/usr/bin/env python3
"""Writes murmur3.json beside this script, with scikit-learn 1.2.1's murmurhash3_32 as the oracle.

    apt-get install python3-sklearn, then /usr/bin/python3 murmur3.py
"""

import json
from pathlib import Path

from sklearn.utils import murmurhash3_32

FOLDER = Path(__file__).resolve().parent
TEXTS = ["", "a", "ab", "abc", "abcd", "abcde", "7", "0.1", "-12", "true", "Zürich", "東京", "😀", "red", "blue", "green",
         "a longer text of several words, and a number: 9007199254740993"]
cases = ",\n".join(
    json.dumps({"text": text, "hash": murmurhash3_32(text.encode("utf-8"), seed=0, positive=True)}) for text in TEXTS
)
(FOLDER / "murmur3.json").write_text(f'{{"cases": [\n{cases}\n]}}\n')
