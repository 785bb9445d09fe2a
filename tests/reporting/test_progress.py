from analysis.reporting import progress


def test_without_a_terminal_each_piece_of_work_is_a_line(capsys):
    with progress.shown(3) as told:
        told.begins("02_safety (nl)", 3)
        told.step("02_safety (nl)")
        told.ends("02_safety (nl)", 3.25)
    assert capsys.readouterr().err == "02_safety (nl): 3.2 s\n"


def test_line_of_a_stopped_notebook_says_why(capsys):
    with progress.shown(1) as told:
        told.ends("02_safety (nl)", 3.0, "A step took too long and was stopped.")
    assert "stopped. A step took too long" in capsys.readouterr().err


def test_bar_shows_what_runs_now(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with progress.shown(5) as told:
        told.begins("02_safety (nl)", 3)
        told.step("02_safety (nl)")
        assert isinstance(told, progress.Bar)
        assert "02_safety (nl)" in told._bar.tasks[0].description
        told.ends("02_safety (nl)", 1.0, "Out of memory.")
        assert told._bar.tasks[0].completed == 3
    assert "Out of memory." in capsys.readouterr().err
