"""The figures as a person reads them: ratios first, since the milliseconds are this machine's own."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines(results: Mapping[str, Any]) -> Iterator[str]:
    """The whole report, line by line."""
    if "latency" in results:
        yield from _latency(results["latency"], results["machine"]["cores"])
    if "reads" in results:
        yield from _reads(results["reads"])
    if "printing" in results:
        yield from _printing(results["printing"])
    if "checker" in results:
        yield from _checker(results["checker"])
    if "scale" in results:
        yield from _scale(results["scale"])
    yield "Timings depend on the machine and on what else runs there; the ratios are of this one run."


def _latency(latency: Mapping[str, Any], cores: int) -> Iterator[str]:
    yield "Commit to notice and to widget, beside raw JetStream and the floor"
    yield f"(ms; medians of {latency['rounds']} rounds; cores: {cores})"
    yield (
        f"{'asked/s':>8} {'got/s':>7} {'notice p50':>11} {'p99':>8} {'body p50':>9} {'p99':>8}"
        f" {'raw p50':>8} {'p99':>7} {'floor p50':>10} {'p50 x raw':>10} {'p99 x raw':>10} {'p50 x floor':>12}"
        f" {'lost':>5} {'late':>5}"
    )
    for rate, of_rate in latency["rates"].items():
        platform, ratios = of_rate["platform"], of_rate["ratios"]
        notice, body = platform["commit_to_notice"], platform["commit_to_widget_body"] or {}
        raw, floor = of_rate["bare_jetstream"]["publish_to_deliver"], of_rate["floor"]["commit_and_publish"]
        yield (
            f"{rate:>8} {platform['achieved_per_second']:>7} {notice['p50_ms']:>11.2f} {notice['p99_ms']:>8.2f}"
            f" {body.get('p50_ms', 0):>9.2f} {body.get('p99_ms', 0):>8.2f} {raw['p50_ms']:>8.2f} {raw['p99_ms']:>7.2f}"
            f" {floor['p50_ms']:>10.2f} {ratios['notice_to_bare_p50']:>10.2f} {ratios['notice_to_bare_p99']:>10.2f}"
            f" {ratios['notice_to_floor_p50']:>12.2f} {platform['lost']:>5} {platform['late']:>5}"
        )
        yield from _notes(rate, platform)


def _printing(printing: Mapping[str, Any]) -> Iterator[str]:
    yield f"The report as PDF beside WeasyPrint on the same content; medians of {printing['rounds']} rounds"
    for name, took in printing["programs"].items():
        yield f"{name:>12} cold {took['cold_s']:.2f} s, warm {took['warm_s']:.2f} s, {took['bytes'] / 1_024:.0f} KB"
    for name, ratio in printing.get("ratios", {}).items():
        yield f"{name.replace('_', ' '):>28} {ratio:.2f}"


def _notes(rate: str, platform: Mapping[str, Any]) -> Iterator[str]:
    cpu = ", ".join(f"{name} {took:.1f}" for name, took in platform["cpu_ms_per_change"].items())
    yield f"         CPU ms per change: {cpu}"
    if platform["achieved_per_second"] < 0.95 * int(rate):
        yield f"         {rate}/s was not kept: {platform['achieved_per_second']}/s is what this machine gave"
    for name in ("skipped", "failed", "unlogged", "reconnects", "stale_bodies", "wrong_bodies", "refused_by_status"):
        if platform[name]:
            yield f"         {name.replace('_', ' ')}: {platform[name]}"


def _reads(reads: Mapping[str, Any]) -> Iterator[str]:
    yield f"Public reads beside constant bytes on the same server; {reads['load']}, medians of {reads['rounds']} rounds"
    yield (
        f"{'':>12} {'bytes':>7} {'constant/s':>11} {'us':>6} {'reporting/s':>12} {'us':>6} {'front/s':>9} {'us':>6}"
        f" {'reporting x':>12} {'front x':>8}"
    )
    for name, case in reads["cases"].items():
        told = " ".join(
            f"{case[target]['requests_per_second']:>{width}.0f} {case[target]['cpu_us_per_request']:>6.1f}"
            for target, width in (("constant", 11), ("reporting", 12), ("front", 9))
        )
        ratios = case["ratios"]
        yield (
            f"{name:>12} {case['body_bytes']:>7} {told} {ratios['reporting_to_constant_throughput']:>12.3f}"
            f" {ratios['front_to_constant_throughput']:>8.3f}"
        )
        for target in ("constant", "reporting", "front"):
            if case[target]["errors"]:
                yield f"         {target}: {case[target]['errors']}"


def _checker(checker: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"Checkers on one fleet: {checker['urls']} addresses, {checker['hosts']} hosts, {checker['delay_seconds']} s"
        f" an answer; medians of {checker['rounds']} rounds"
    )
    yield f"{'':>12} {'checks/s':>9} {'CPU s/1000':>11} {'peak MB':>8} {'wall s':>7} {'x floor':>8}  called wrong"
    for name, of in checker["programs"].items():
        wrong = ", ".join(f"{what.replace('_', ' ')} {count}" for what, count in of["called_wrong"].items() if count)
        yield (
            f"{name:>12} {of['checks_per_second']:>9.0f} {of['cpu_seconds_per_1000']:>11.3f} {of['peak_mb']:>8.0f}"
            f" {of['wall_seconds']:>7.1f} {of['wall_to_floor']:>8.2f}  {wrong or 'none'}"
        )
        for what, count in of.get("wrong_outcomes", {}).items():
            yield f"             {count} x {what}"
        if of.get("unchecked"):
            yield f"             unchecked: {of['unchecked']}"
    if "linkchecker" not in checker["programs"]:
        yield "             without LinkChecker: a quick run, or `make judges` was not run"
    yield "  " + ", ".join(f"{name.replace('_', ' ')} {ratio:g}" for name, ratio in checker["ratios"].items())


def _scale(scale: Mapping[str, Any]) -> Iterator[str]:
    yield f"The checker's statements by the number of addresses (ms, medians of {scale['times']})"
    for size, of in scale["sizes"].items():
        figures = ", ".join(f"{name.replace('_', ' ')} {of[name]:g}" for name in of if name != "explained")
        yield f"{size:>12}: {figures}"
