"""Aims: what a file may say, what holds, and the exit statuses."""

import pytest

from eval.core import aims
from eval.core.aims import INTERRUPTED, MET, MISSED, Aim, check_aims, exit_status, load_aims
from eval.core.dataset import EvalError
from eval.core.kinds.report import KindReport
from eval.core.run_report import RunMetadata
from eval.core.statistics.estimates import Estimate
from eval.report import aims_table

METADATA = RunMetadata("2026-01-01T00:00:00+00:00", None, {}, "d" * 64, "", {})
FOUND = Estimate(20, 0.9, 0.7, 0.97)


def report(**figures: Estimate) -> KindReport:
    return KindReport(METADATA, (), {"all": figures})


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        ({"at_least": 0.9}, True),
        ({"at_least": 0.91}, False),
        ({"at_most": 0.9}, True),
        ({"at_most": 0.89}, False),
        ({"at_least": 0.7, "of": "interval"}, True),
        ({"at_least": 0.71, "of": "interval"}, False),
        ({"at_most": 0.97, "of": "interval"}, True),
        ({"at_most": 0.96, "of": "interval"}, False),
    ],
)
def test_the_value_or_the_nearer_end_of_the_interval(bound, holds):
    (checked,) = check_aims([Aim(set="kinds", figure="right", **bound)], report(right=FOUND))
    assert checked.met is holds
    assert exit_status([checked]) == (MET if holds else MISSED)
    assert ("MISSED" in aims_table([checked])) is not holds


def test_what_was_not_measured_is_missed():
    asked = [
        Aim(set="kinds", figure="right", group="kind=list", at_least=0.0),
        Aim(set="kinds", figure="misleading", at_most=1.0),
    ]
    checked = check_aims(asked, report(right=FOUND, misleading=Estimate(0)))
    assert [one.met for one in checked] == [False, False]
    assert aims_table(checked).count("not measured") == 2


def test_aims_of_the_other_set_are_left_alone():
    assert check_aims([Aim(set="lookups", figure="facts", at_least=1.0)], report(right=FOUND)) == ()


def test_a_stopped_run_has_met_and_missed_nothing():
    (missed,) = check_aims([Aim(set="kinds", figure="right", at_least=1.0)], report(right=FOUND))
    assert exit_status([missed], complete=False) == INTERRUPTED
    assert exit_status([]) == MET


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "aim"),
        ("aim = []", "at least 1"),
        ('[[aim]]\nset = "kinds"\nfigure = "right"', "at_least or at_most"),
        ('[[aim]]\nset = "kinds"\nfigure = "right"\nat_least = 0.1\nat_most = 0.2', "at_least or at_most"),
        ('[[aim]]\nset = "kinds"\nfigure = "facts"\nat_least = 0.1', "'facts' is no figure of kinds"),
        ('[[aim]]\nset = "all"\nfigure = "right"\nat_least = 0.1', "aim.0.set"),
        ('[[aim]]\nset = "kinds"\nfigure = "right"\nat_least = nan', "at_least"),
        ('[[aim]]\nset = "kinds"\nfigure = "right"\nat_least = 0.1\nsurplus = 1', "surplus"),
        ("[[aim]", "Cannot read"),
    ],
)
def test_a_bad_file_is_named(tmp_path, text, message):
    path = tmp_path / "aims.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=message):
        load_aims(path)
    with pytest.raises(EvalError, match="Cannot read"):
        load_aims(tmp_path / "none.toml")


def test_the_shipped_aims_name_figures_and_groups_of_both_sets():
    from eval.run import DEFAULT_OUT

    shipped = load_aims(DEFAULT_OUT.with_name("aims.toml"))
    assert {aim.set for aim in shipped} == {"lookups", "kinds"}
    assert all(aim.figure in aims.figures(aim.set) for aim in shipped)
