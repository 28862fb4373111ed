from rag.serving.line import Line


def test_each_knows_how_many_come_first() -> None:
    line = Line()
    first, second, third = (line.join() for _ in range(3))
    assert [line.ahead(one) for one in (first, second, third)] == [0, 1, 2]
    line.leave(second)
    assert [line.ahead(one) for one in (first, third)] == [0, 1]
    line.leave(first)
    line.leave(first)
    assert (line.ahead(third), len(line)) == (0, 1)


def test_a_full_line_takes_nobody_until_somebody_leaves() -> None:
    line = Line(2)
    first, _ = line.join(), line.join()
    assert line.join() is None
    line.leave(first)
    assert line.join() is not None
