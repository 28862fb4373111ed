"""What a run asks: one signature, whoever answers."""

import inspect

import pytest

from eval.core.engine import Cancel, Engine
from eval.web.yielding import Yielding
from rag.service import Service
from tests.browser.standin import StandIn


@pytest.mark.parametrize("method", ["ask", "retrieve"])
@pytest.mark.parametrize("answers", [Engine, Yielding, StandIn])
def test_whatever_answers_a_run_is_called_as_the_service_is(answers: type, method: str) -> None:
    def parameters(of: type) -> list[tuple[str, object, object]]:
        return [(p.name, p.kind, p.default) for p in inspect.signature(getattr(of, method)).parameters.values()]

    assert parameters(answers) == parameters(Service)


def test_a_cancel_flag_is_set_by_either() -> None:
    stops = [False]
    cancel = Cancel(lambda: stops[0])
    assert not cancel.is_set()
    stops[0] = True
    assert cancel.is_set()
    stops[0] = False
    cancel.set()
    assert cancel.is_set()
