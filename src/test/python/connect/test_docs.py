"""The page docs/connect.md: its code runs, and prints what the page says."""

from shared import run_page


def test_the_page_runs(server, spark):
    run_page("connect.md", {"localhost:15002": server})
