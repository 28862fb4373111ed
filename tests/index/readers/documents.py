"""The texts of the fixtures: what stands in them, whatever the format. Written for these tests.

A footnote is referred to by its mark in braces: «соглашение{1}».
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "chapter", "article", "point", "subpoint", "paragraph", "row"]


@dataclass(frozen=True)
class Item:
    """A paragraph with the number that is printed before it, or a row with its cells."""

    kind: Kind
    text: str
    number: str = ""


@dataclass(frozen=True)
class Text:
    name: str
    language: str
    head: str
    items: tuple[Item, ...]
    notes: dict[str, str]


CHARTER = Text(
    "charter",
    "ru",
    "Устав читального зала «Светлый мост»",
    (
        Item("title", "Устав читального зала «Светлый мост»"),
        Item("paragraph", "Мы, жители посёлка Заречный, объединённые любовью к книге и убеждённые в том, что чтение "
             "укрепляет добрососедство, учреждаем общественный читальный зал и принимаем настоящий Устав."),
        Item("chapter", "Общие положения", "Глава 1."),
        Item("article", "Цели читального зала", "Статья 1."),
        Item("point", "Читальный зал создаётся для культурно-просветительской работы, хранения книжно-журнального "
             "фонда и проведения бесплатных общественных мероприятий.", "1."),
        Item("point", "Читальный зал не преследует коммерческих целей и не участвует в предвыборной агитации; "
             "распространение рекламных материалов в его помещениях запрещается{1}.", "2."),
        Item("point", "Основными направлениями деятельности являются:", "3."),
        Item("subpoint", "обслуживание посетителей в помещении зала и на летней веранде;", "1)"),
        Item("subpoint", "восстановление повреждённых изданий, переплётные и реставрационные работы;", "2)"),
        Item("subpoint", "сотрудничество с районными библиотеками, школами и научно-техническими обществами.", "3)"),
        Item("article", "Участники", "Статья 2."),
        Item("point", "Участником читального зала становится любой житель посёлка, достигший четырнадцатилетнего "
             "возраста и письменно подтвердивший согласие с правилами пользования.", "1."),
        Item("point", "Ответственность участника за утраченную книгу ограничивается её стоимостью, определённой "
             "попечительским советом на день рассмотрения обращения.", "2."),
        Item("chapter", "Управление и средства", "Глава 2."),
        Item("article", "Попечительский совет", "Статья 3."),
        Item("point", "Попечительский совет избирается открытым голосованием сроком на три года в составе семи "
             "человек. Заседания проводятся ежеквартально, а внеочередные созываются по требованию председателя "
             "или не менее чем пяти участников.", "1."),
        Item("point", "Председатель представляет читальный зал во взаимоотношениях с государственными учреждениями, "
             "подписывает договоры и распоряжается средствами в пределах утверждённой сметы{2}.", "2."),
        Item("point", "Решение считается принятым, если за него проголосовало большинство присутствующих. При "
             "равенстве голосов голос председателя является решающим.", "3."),
        Item("article", "Средства", "Статья 4."),
        Item("point", "Средства складываются из добровольных пожертвований, благотворительных взносов и доходов "
             "от продажи самостоятельно изготовленных переплётов. Отчёт о расходовании средств публикуется "
             "до 15 февраля года, следующего за отчётным.", "1."),
        Item("point", "Неприкосновенный запас составляет 120 000 рублей и расходуется исключительно на "
             "противопожарные и аварийно-восстановительные работы в северо-восточном крыле здания.", "2."),
        Item("chapter", "Заключительные положения", "Глава 3."),
        Item("article", "Прекращение деятельности", "Статья 5."),
        Item("point", "Читальный зал прекращает деятельность по решению двух третей участников. Оставшееся имущество "
             "передаётся центральной районной библиотеке, а книги с дарственными надписями возвращаются "
             "дарителям или их наследникам.", "1."),
        Item("point", "Настоящий Устав вступает в силу с 1 сентября 2019 года и хранится в двух экземплярах, имеющих "
             "одинаковую силу.", "2."),
    ),
    {
        "1": "Объявления о поселковых праздниках рекламными материалами не считаются.",
        "2": "Смета утверждается общим собранием не позднее 25 декабря и размещается на доске объявлений.",
    },
)  # fmt: skip

TREATY = Text(
    "treaty",
    "en",
    "Agreement on the Shared Reservoir",
    (
        Item("title", "Agreement on the Shared Reservoir"),
        Item("paragraph", "The municipalities of Alderford and Wexbury, recognising that the reservoir between them is "
             "a common good, and determined to settle differences through friendly consultation, have agreed as "
             "follows."),
        Item("chapter", "Use of water", "Chapter I."),
        Item("article", "Allocation", "Article 1."),
        Item("point", "Each municipality is entitled to one half of the water that flows into the reservoir between "
             "the first of April and the thirtieth of September.", "1."),
        Item("point", "A municipality that expects a deficit shall notify the other at least twenty-one days in "
             "advance, giving sufficient information about the circumstances{1}.", "2."),
        Item("point", "The allocation may be modified only:", "3."),
        Item("subpoint", "by unanimous decision of the Joint Committee;", "(a)"),
        Item("subpoint", "in consequence of an extraordinary drought that has been officially confirmed by the "
             "hydrological service; or", "(b)"),
        Item("subpoint", "where the efficient operation of the spillway would otherwise be endangered.", "(c)"),
        Item("article", "Fisheries and navigation", "Article 2."),
        Item("point", "Inhabitants of both municipalities may fish from the northern embankment, provided that they "
             "carry a certificate issued by the fisheries office.", "1."),
        Item("point", "Motor boats are prohibited throughout the reservoir. Rowing boats shall be registered, and "
             "their registration number shall be affixed to the bow in figures of at least fifteen centimetres.", "2."),
        Item("chapter", "Institutions", "Chapter II."),
        Item("article", "The Joint Committee", "Article 3."),
        Item("point", "The Joint Committee consists of three representatives of each municipality and is presided over "
             "alternately. Its long-term programme is reviewed every fourth year{2}.", "1."),
        Item("point", "The Committee establishes its own rules of procedure, appoints a hydrologist and publishes an "
             "annual statement of income and expenditure. Extraordinary meetings are convened within ten days of a "
             "written request.", "2."),
        Item("point", "The self-government of each municipality remains unaffected by the decisions of the "
             "Committee.", "3."),
        Item("article", "Settlement of disputes", "Article 4."),
        Item("point", "A dispute concerning the interpretation or application of this Agreement that has not been "
             "settled within six months may be submitted by either municipality to a conciliator, whose "
             "recommendation is final and shall be carried out without delay.", "1."),
        Item("point", "Expenses of the conciliation are divided equally, irrespective of its outcome.", "2."),
        Item("chapter", "Final provisions", "Chapter III."),
        Item("article", "Entry into force", "Article 5."),
        Item("point", "This Agreement enters into force on the day following the exchange of instruments of "
             "ratification and remains in force for twelve years.", "1."),
        Item("point", "Either municipality may withdraw from it by giving eighteen months' notice; the withdrawal does "
             "not affect obligations that were undertaken before.", "2."),
    ),
    {
        "1": "Notification by electronic mail is sufficient if it is confirmed by letter within a week.",
        "2": "The first review takes place four years after the entry into force.",
    },
)  # fmt: skip

RULES = Text(
    "rules",
    "ru",
    "Правила пользования мастерской",
    (
        Item("title", "Правила пользования мастерской"),
        Item("chapter", "Порядок посещения", "1."),
        Item("point", "Мастерская открыта ежедневно, кроме понедельника, с 10:00 до 19:30. В праздничные дни часы "
             "работы объявляются заблаговременно.", "1.1."),
        Item("point", "Посетитель расписывается в журнале и проходит инструктаж по технике безопасности.", "1.2."),
        Item("point", "Посетители младше шестнадцати лет работают только в присутствии наставника.", "1.3."),
        Item("chapter", "Инструменты", "2."),
        Item("point", "Электроинструменты выдаются под роспись и возвращаются чистыми.", "2.1."),
        Item("point", "За сверлильным и токарным станками работают в защитных очках; длинные волосы убирают "
             "под головной убор.", "2.2."),
        Item("point", "О неисправности немедленно сообщают дежурному, после чего станок обесточивают:", "2.3."),
        Item("subpoint", "вывешивают табличку «Не включать»;", "а)"),
        Item("subpoint", "делают запись в журнале с указанием времени;", "б)"),
        Item("subpoint", "вызывают мастера-наладчика.", "в)"),
        Item("chapter", "Плата", "3."),
        Item("point", "Плата за пользование взимается по таблице:", "3.1."),
        Item("row", "Занятие | Взрослые | Учащиеся"),
        Item("row", "Столярное дело | 350 ₽ | 150 ₽"),
        Item("row", "Гончарный круг | 420 ₽ | 200 ₽"),
        Item("row", "Переплёт книг | 280 ₽ | бесплатно"),
        Item("point", "Льготы предоставляются ветеранам, многодетным семьям и участникам волонтёрских "
             "объединений при предъявлении удостоверения.", "3.2."),
    ),
    {},
)  # fmt: skip

TEXTS = (CHARTER, TREATY, RULES)
