import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(110)
def test_a_quick_bench_of_the_way_of_a_change_loses_nothing_and_writes_every_figure(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "latency", "--rate", "50", "--out", str(out)]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)

    assert told.returncode == 0, told.stderr
    results = json.loads(out.read_text())
    assert {"date", "cores", "python", "postgresql", "nats_server", "packages"} <= results["machine"].keys()
    of_rate = results["latency"]["rates"]["50"]
    platform, bare = of_rate["platform"], of_rate["bare_jetstream"]
    assert platform["committed"] > 0
    assert bare["publish_to_deliver"]["samples"] > 0
    assert [platform[fault] for fault in ("lost", "unlogged", "stale_bodies", "wrong_bodies")] == [0, 0, 0, 0]
    assert bare["lost"] == 0
    assert {"p50_ms", "p99_ms", "max_ms"} <= platform["commit_to_notice"].keys()
    assert {"notice_to_bare_p50", "notice_to_bare_p99", "notice_to_floor_p50"} <= of_rate["ratios"].keys()
    assert "commit_to_widget_body" in platform


@pytest.mark.timeout(110)
def test_a_quick_bench_of_the_checker_misjudges_nothing_and_leaves_nothing_out(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "checker", "--out", str(out)]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)

    assert told.returncode == 0, told.stderr
    checker = json.loads(out.read_text())["checker"]
    ours = checker["programs"]["ours"]
    assert ours["unchecked"] == 0
    assert ours["wrong_outcomes"] == {}
    assert ours["called_wrong"] == {"alive_called_broken": 0, "broken_called_alive": 0, "unjudged": 0}
    assert checker["programs"]["bare"]["called_wrong"]["unjudged"] == 0
    assert "ours_to_bare_cpu" in checker["ratios"]


@pytest.mark.timeout(110)
def test_a_quick_bench_of_the_scale_explains_every_statement(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "scale", "--out", str(out)]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)

    assert told.returncode == 0, told.stderr
    [of] = json.loads(out.read_text())["scale"]["sizes"].values()
    assert of["rounds"] > 0
    assert {"take", "due", "release"} == of["explained"].keys()


@pytest.mark.timeout(110)
def test_a_quick_bench_of_the_report_prints_the_same_content_twice(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "printing", "--out", str(out)]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)

    assert told.returncode == 0, told.stderr
    printing = json.loads(out.read_text())["printing"]
    assert printing["programs"]["ours"]["bytes"] > 100_000
    assert printing["programs"]["ours"].keys() == {"cold_s", "warm_s", "bytes"}
