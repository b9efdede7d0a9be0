"""The page docs/python.md: its code runs, and prints what the page says."""

from shared import run_page


def test_the_page_runs(spark):
    run_page("python.md")
