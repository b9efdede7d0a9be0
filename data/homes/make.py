"""Makes the homes: invented sales of the tutorial, with text columns and missing cells. Writes the same bytes again.

python3 data/homes/make.py
"""

import math
import pathlib
import random

FOLDER = pathlib.Path(__file__).parent
DISTRICTS = {"Harbour": 1.15, "Hill": 1.3, "Market": 1.05, "Meadow": 0.95, "Mill": 0.85, "Station": 0.9}
KINDS = {"flat": 1.0, "house": 1.12, "terrace": 1.04, "studio": 1.08}
HEATINGS = {"district": 1.02, "gas": 1.0, "oil": 0.95, "heat pump": 1.05}
HEADER = "district,kind,heating,area,rooms,year,distance,price"


def pick(draw, names):
    return list(names)[int(draw.random() * len(names))]


def homes(seed, count, trend=1.0):
    draw = random.Random(seed)
    for _ in range(count):
        district, kind, heating = (pick(draw, names) for names in (DISTRICTS, KINDS, HEATINGS))
        area = round(20 + 18 * draw.random() if kind == "studio" else 40 + 140 * draw.random() ** 1.5, 1)
        rooms = max(1, round(area / (22 + 8 * draw.random())))
        year = 1900 + int(125 * draw.random() ** 0.7)
        distance = round(0.3 + 12 * draw.random() ** 1.4, 2)
        age = (2026 - year) / 60
        value = 2900 * area**0.94 * DISTRICTS[district] * KINDS[kind] * HEATINGS[heating]
        value *= 1 + 0.35 * math.exp(-distance / 2.5)
        value *= 1.12 - 0.2 * math.tanh(age) + (0.12 if year < 1925 else 0)
        price = round(trend * value * (1 + 0.05 * (draw.random() + draw.random() + draw.random() - 1.5)), -2)
        cells = [district, kind, heating, area, rooms, year, distance, int(price)]
        for column, share in ((2, 0.08), (3, 0.02), (5, 0.06)):
            if draw.random() < share:
                cells[column] = ""
        yield ",".join(map(str, cells))


def write(name, *parts):
    lines = [HEADER] + [line for part in parts for line in part]
    (FOLDER / name).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write("monday.csv", homes(1, 1500))
    write("tuesday.csv", homes(1, 1500), homes(2, 400))
    # Somebody entered prices of another currency: what is learned from them is worse on the rows of before.
    write("wednesday.csv", homes(1, 1500), homes(2, 400), homes(3, 1200, trend=7.5))
