"""The report's words in Russian and English."""

import re
from html.parser import HTMLParser

import pytest

from eval.core.kinds.report import KindReport
from eval.core.lookups.records import judge
from eval.core.lookups.summary import METRICS, TARGETS
from eval.core.run_report import Fault
from eval.report.html import detail, page
from eval.report.strings import LANGUAGES, strings
from tests.eval import kind_samples
from tests.eval.report.test_report import TestFaults as Cases
from tests.eval.report.test_report import made
from tests.eval.samples import POINTS, answer, lemmas, observation, question, refusal, sentence, unanswerable

RU, EN = (strings(language) for language in LANGUAGES)
HEADINGS = ("title", "targets", "figures", "failures", "slowest", "plots", "reliability_title", "risk_title")


class Shown(HTMLParser):
    """The texts of a page, without its style and script."""

    def __init__(self) -> None:
        super().__init__()
        self.texts, self._skip = [], False

    def handle_starttag(self, tag, attrs):
        self._skip = tag in ("style", "script")
        self.texts += [value for name, value in attrs if name in ("placeholder", "aria-label", "title") and value]

    def handle_data(self, data):
        if not self._skip and data.strip():
            self.texts.append(data.strip())


def flat(words):
    return {k: v for k, v in words.items() if isinstance(v, str)}


def test_both_have_the_same_words_with_the_same_placeholders():
    assert list(flat(RU)) == list(flat(EN))
    for key, text in flat(RU).items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", flat(EN)[key])), key
        assert '"' not in text
        assert " - " not in text


def test_every_figure_aim_and_change_has_a_russian_name():
    assert {metric.key for metric in (*METRICS, *KindReport.metrics)} <= set(RU["metrics"])
    assert {target.label for target in TARGETS} <= set(RU["target_labels"])
    for table in ("changes", "shown_as", "expects"):
        assert list(RU[table]) == list(EN[table])
    kinds = "error answered refused retrieval facts citation source support leak note".split()
    kinds += "misleading verdict count themes rule".split()  # of the questions of kinds
    assert set(kinds) == set(RU["fault_kinds"])
    assert Fault("leak", "").kind in kinds


@pytest.mark.parametrize(("item", "result", "_kinds"), Cases.CASES)
def test_every_fault_is_told_in_russian(item, result, _kinds):
    for fault in judge(observation(item, result), POINTS, lemmas).faults:
        said = detail(fault.detail, RU)
        assert not re.search("[a-z]{4}", said)
        assert set(re.findall(r"\d+", said)) == set(re.findall(r"\d+", fault.detail))
        assert detail(fault.detail, EN) == fault.detail


LOOKUPS = made(
    (question(), answer(sentence("Инициативу поддержали Казахстана", 1))),
    (question(id="q2"), refusal()),
    (unanswerable(), refusal()),
    (unanswerable(id="u2"), answer(sentence("Казахстана 17", 1))),
)


@pytest.mark.parametrize("report", [LOOKUPS, kind_samples.made()], ids=["lookups", "kinds"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_in_one_language(language, report):
    reader = Shown()
    reader.feed(page(report, None, language))
    own, other = (RU, EN) if language == "ru" else (EN, RU)
    wanted = [key for key in HEADINGS if key != "targets" or report is LOOKUPS]
    assert [key for key in wanted if not any(own[key] in text for text in reader.texts)] == []
    foreign = {text for key, text in flat(other).items() if text != own[key] and len(text) > 3}
    assert foreign & set(reader.texts) == set()


def test_every_fault_of_a_kind_is_told_in_russian():
    told = [fault for outcome in kind_samples.made().outcomes for fault in outcome.faults if fault.kind != "error"]
    assert len({fault.kind for fault in told}) == 4
    for fault in told:
        said = detail(fault.detail, RU)
        assert re.sub(r"«\w+»", "", said) != fault.detail
        assert not re.search("[a-z]{4}", re.sub(r"«\w+»", "", said))
        assert set(re.findall(r"\d+", said)) == set(re.findall(r"\d+", fault.detail))
