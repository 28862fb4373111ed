"""Every sentence that is shown without coming from the document: one constant each, in Russian and English."""

from collections.abc import Mapping

from rag.types import Mismatch, Reason

MAX_QUESTION = 2000
"""Longest question, in characters."""

REFUSALS: Mapping[Reason, Mapping[str, str]] = {
    Reason.NO_ANSWER: {
        "ru": "В документе нет ответа на этот вопрос. Ниже — самые близкие по смыслу пункты.",
        "en": "The document does not answer this question. The nearest points are shown below.",
    },
    Reason.UNSUPPORTED: {
        "ru": "Ответа, который подтверждался бы текстом документа, не нашлось. Ниже — самые близкие по смыслу пункты.",
        "en": "No answer that the document supports was found. The nearest points are shown below.",
    },
}

NO_SUCH_POINT = {
    "ru": "Такого пункта нет: в документе {contents}.",
    "en": "There is no such point: the document has {contents}.",
}
NO_PREAMBLE = {
    "ru": "Преамбулы нет: в документе {contents}.",
    "en": "There is no preamble: the document has {contents}.",
}

EMPTY = {
    "ru": "Напишите, пожалуйста, вопрос о документе.",
    "en": "Please write a question about the document.",
}
TOO_LONG = {
    "ru": "Вопрос слишком длинный: {length} знаков, а можно не больше {limit}. Задайте его, пожалуйста, короче.",
    "en": "The question is too long: {length} characters, and at most {limit} are allowed. Please shorten it.",
}
NO_WORDS = {
    "ru": "В вопросе нет слов. Спросите, пожалуйста, о документе: по-русски или по-английски.",
    "en": "There are no words in the question. Please ask about the document, in Russian or in English.",
}
OTHER_LANGUAGE_NOTE = "Ответ дан по-русски: на языке вопроса бот не отвечает."
"""Shown below an answer to a question that is neither in Russian nor in English."""

TRANSLATED_NOTE = "Quoted in a working translation; the citations lead to the Russian original."
"""Shown below a quotation in English."""


MISMATCHES: Mapping[Mismatch, str] = {
    Mismatch.DOCUMENT: "Nothing was fitted on this document: general weights decide whether it answers a question.",
    Mismatch.LLM: "Nothing was fitted on this LLM: general weights decide without its hidden states.",
    Mismatch.EMBEDDER: "Nothing was fitted on this embedder: fixed rules rank passages and decide.",
    Mismatch.DIMENSION: "Nothing was fitted on embeddings of this dimension: fixed rules rank passages and decide.",
}
"""Why fitted weights are not in use, for programs and reports; the page has its own strings."""


def points_count(count: int, language: str) -> str:
    """«28 пунктов», "28 points": the number with its noun in agreement."""
    if language == "en":
        return f"{count} point" + "s" * (count != 1)
    tens, unit = count % 100, count % 10
    if unit == 1 and tens != 11:
        return f"{count} пункт"
    return f"{count} пункта" if unit in (2, 3, 4) and tens not in (12, 13, 14) else f"{count} пунктов"


def no_such_point(last: int, preamble: bool, by_number: bool, language: str) -> str:
    """What is said where a question names a point that is not there, or, unless `by_number`, only the preamble.

    Args:
        last: number of the last point.
        preamble: whether the document has one.
        by_number: whether a number is what is not there.
        language: "ru" or "en".
    """
    contents = points_count(last, language)
    if last > 1:
        contents += f", с 1-го по {last}-й" if language == "ru" else f", 1 to {last}"
    if preamble:
        contents = f"{contents}{',' * (last > 1)} и преамбула" if language == "ru" else f"a preamble and {contents}"
    return (NO_SUCH_POINT if by_number else NO_PREAMBLE)[language].format(contents=contents)
