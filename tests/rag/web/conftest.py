from collections.abc import Iterator

import pytest

from tests.rag.scripted_service import until
from tests.rag.web.served import Served


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served"))
    yield served
    served.llm.may_go_on.set()
    served.page.close()
    served.service.close()


@pytest.fixture
def served(whole: Served) -> Iterator[Served]:
    """Held, and empty again afterwards."""
    whole.llm.may_go_on.clear()
    whole.llm.reading.clear()
    yield whole
    whole.llm.may_go_on.set()
    until(lambda: whole.waiting == 0)
