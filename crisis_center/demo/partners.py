"""The partners of the demonstration: eight kinds of bodies with which a centre works. All are invented."""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import User
from partners.enums import PartnerKind, ServiceKind
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from partners.services import add_entry
from reference.models import District

HOURS = {"hours_en": "Mon–Fri 9–18", "hours_ru": "Пн–Пт 9–18", "hours_kk": "Дс–Жм 9–18"}
DAY_AND_NIGHT = {"hours_en": "Day and night", "hours_ru": "Круглосуточно", "hours_kk": "Тәулік бойы"}

Words = tuple[str, str, str]  # English, Russian, Kazakh


def in_three_languages(field_name: str, words: Words) -> dict[str, str]:
    return {
        f"{field_name}_{language}": text for language, text in zip(("en", "ru", "kk"), words, strict=True)
    }


@dataclass(frozen=True)
class Office:
    """A branch: `key` is how the stories call it, `phone` the last four digits of its number."""

    key: str
    name: Words
    district: str
    phone: str
    contact: str
    position: Words
    services: tuple[ServiceKind, ...]
    languages: tuple[str, ...] = ("kk", "ru")
    address: str = ""
    hours: dict[str, str] = field(default_factory=lambda: HOURS)


@dataclass(frozen=True)
class Body:
    """An organisation with its offices; `agreement` is the number of the paper on working together."""

    kind: PartnerKind
    name: Words
    about: Words
    offices: tuple[Office, ...]
    agreement: str = ""


BODIES = (
    Body(
        kind=PartnerKind.POLICE,
        name=(
            "Police unit for the protection of women from violence",
            "Подразделение полиции по защите женщин от насилия",
            "Әйелдерді зорлық-зомбылықтан қорғау жөніндегі полиция бөлімшесі",
        ),
        about=(
            "Protective orders, safety at home, visits to the person who used violence.",
            "Защитные предписания, безопасность дома, беседы с тем, кто совершил насилие.",
            "Қорғау нұсқамалары, үйдегі қауіпсіздік, зорлық жасаған адаммен әңгімелесу.",
        ),
        agreement="М-03/2025",
        offices=(
            Office(
                key="police",
                name=("Abai district", "Абайский район", "Абай ауданы"),
                district="shymkent-abai",
                phone="01 02",
                contact="Айнур Сеитова",
                position=("Inspector, captain", "Инспектор, капитан", "Инспектор, капитан"),
                services=(ServiceKind.PROTECTION, ServiceKind.PROTECTIVE_ORDER),
                address="Шымкент, ул. Примерная, 2",
                hours=DAY_AND_NIGHT,
            ),
            Office(
                key="police_karatau",
                name=("Karatau district", "Каратауский район", "Қаратау ауданы"),
                district="shymkent-karatau",
                phone="01 07",
                contact="Бауыржан Омаров",
                position=("Inspector on duty", "Дежурный инспектор", "Кезекші инспектор"),
                services=(ServiceKind.PROTECTION, ServiceKind.PROTECTIVE_ORDER),
                languages=("kk", "ru", "uz"),
                hours=DAY_AND_NIGHT,
            ),
        ),
    ),
    Body(
        kind=PartnerKind.GUARDIANSHIP,
        name=(
            "Division of Juvenile Custody and Guardianship",
            "Отдел по делам несовершеннолетних, опеки и попечительства",
            "Кәмелетке толмағандар ісі, қорғаншылық және қамқоршылық бөлімі",
        ),
        about=(
            "Rights of the child, talks with the school and with the parents, temporary placement.",
            "Права ребёнка, работа со школой и родителями, временное устройство.",
            "Баланың құқықтары, мектеппен және ата-анамен жұмыс, уақытша орналастыру.",
        ),
        agreement="М-07/2025",
        offices=(
            Office(
                key="guardianship",
                name=("Abai district", "Абайский район", "Абай ауданы"),
                district="shymkent-abai",
                phone="02 11",
                contact="Марина Белова",
                position=("Chief specialist", "Главный специалист", "Бас маман"),
                services=(ServiceKind.CHILD_PROTECTION, ServiceKind.CHILD_PLACEMENT),
                address="Шымкент, ул. Примерная, 10",
            ),
            Office(
                key="guardianship_enbekshi",
                name=("Enbekshi district", "Енбекшинский район", "Еңбекші ауданы"),
                district="shymkent-enbekshi",
                phone="02 15",
                contact="Гүлнәр Әбенова",
                position=("Specialist", "Специалист", "Маман"),
                services=(ServiceKind.CHILD_PROTECTION,),
            ),
        ),
    ),
    Body(
        kind=PartnerKind.EDUCATION,
        name=("District education office", "Районный отдел образования", "Аудандық білім бөлімі"),
        about=(
            "A school place without questions, a school psychologist, change of school.",
            "Место в школе без лишних вопросов, школьный психолог, перевод в другую школу.",
            "Артық сұрақсыз мектептен орын, мектеп психологы, басқа мектепке ауысу.",
        ),
        offices=(
            Office(
                key="education",
                name=("Al-Farabi district", "Аль-Фарабийский район", "Әл-Фараби ауданы"),
                district="shymkent-al-farabi",
                phone="03 20",
                contact="Лариса Ким",
                position=("Methodologist for inclusion", "Методист", "Әдіскер"),
                services=(ServiceKind.SCHOOLING,),
            ),
        ),
    ),
    Body(
        kind=PartnerKind.HEALTH,
        name=("City clinic “Arai”", "Городская поликлиника «Арай»", "«Арай» қалалық емханасы"),
        about=(
            "Medical aid without an appointment; they write down injuries for the court.",
            "Приём без записи; фиксируют повреждения для суда.",
            "Кезексіз қабылдау; сот үшін жарақаттарды тіркейді.",
        ),
        agreement="М-11/2026",
        offices=(
            Office(
                key="clinic",
                name=("Enbekshi district", "Енбекшинский район", "Еңбекші ауданы"),
                district="shymkent-enbekshi",
                phone="04 31",
                contact="Алия Нурпеисова",
                position=("Doctor on duty", "Дежурный врач", "Кезекші дәрігер"),
                services=(ServiceKind.MEDICAL_AID, ServiceKind.FORENSIC_EXAMINATION),
                hours=DAY_AND_NIGHT,
            ),
        ),
    ),
    Body(
        kind=PartnerKind.EMPLOYMENT,
        name=("Employment centre “Zhol”", "Центр занятости «Жол»", "«Жол» жұмыспен қамту орталығы"),
        about=(
            "Work near home, short courses, help with papers.",
            "Работа рядом с домом, краткие курсы, помощь с документами.",
            "Үйге жақын жұмыс, қысқа курстар, құжаттарға көмек.",
        ),
        offices=(
            Office(
                key="employment",
                name=("Shymkent office", "Отделение в Шымкенте", "Шымкент бөлімшесі"),
                district="shymkent",
                phone="05 40",
                contact="Ерлан Тұрсынов",
                position=("Consultant", "Консультант", "Кеңесші"),
                services=(ServiceKind.WORK_AND_TRAINING,),
            ),
            Office(
                key="employment_turkistan",
                name=("Turkistan office", "Отделение в Туркестане", "Түркістан бөлімшесі"),
                district="turkistan-city",
                phone="05 44",
                contact="Нодира Юлдашева",
                position=("Consultant", "Консультант", "Кеңесші"),
                services=(ServiceKind.WORK_AND_TRAINING, ServiceKind.IDENTITY_PAPERS),
                languages=("kk", "ru", "uz"),
            ),
        ),
    ),
    Body(
        kind=PartnerKind.CHILDRENS_HOME,
        name=("Children's home “Kun shuak”", "Детский дом «Күн шуақ»", "«Күн шуақ» балалар үйі"),
        about=(
            "Takes a child for a time while the mother recovers.",
            "Принимает ребёнка на время, пока мать восстанавливается.",
            "Анасы қалпына келгенше баланы уақытша қабылдайды.",
        ),
        offices=(
            Office(
                key="childrens_home",
                name=("House for the youngest", "Дом малютки", "Сәбилер үйі"),
                district="sairam-district",
                phone="06 51",
                contact="Роза Жақсыбекова",
                position=("Deputy head", "Заместитель директора", "Директордың орынбасары"),
                services=(ServiceKind.CHILD_PLACEMENT,),
                languages=("kk", "ru", "uz"),
            ),
        ),
    ),
    Body(
        kind=PartnerKind.LEGAL_AID,
        name=("Legal aid office “Arkau”", "Бюро юридической помощи «Арқау»", "«Арқау» заң көмегі бюросы"),
        about=(
            "Lawyers paid by the state: divorce, alimony, custody, criminal cases.",
            "Адвокаты за счёт государства: развод, алименты, опека, уголовные дела.",
            "Мемлекет есебінен адвокаттар: ажырасу, алимент, қамқорлық, қылмыстық істер.",
        ),
        agreement="М-02/2026",
        offices=(
            Office(
                key="legal_aid",
                name=("Turan district", "Туранский район", "Тұран ауданы"),
                district="shymkent-turan",
                phone="07 60",
                contact="Данияр Ахметов",
                position=("Lawyer on duty", "Дежурный адвокат", "Кезекші адвокат"),
                services=(ServiceKind.LEGAL_HELP, ServiceKind.COURT_REPRESENTATION),
            ),
        ),
    ),
    Body(
        kind=PartnerKind.FAMILY_SUPPORT_CENTRE,
        name=(
            "Family support centre “Tirek”",
            "Центр поддержки семьи «Тірек»",
            "«Тірек» отбасын қолдау орталығы",
        ),
        about=(
            "Social workers who come home, groups for parents, humanitarian aid.",
            "Социальные работники на дому, группы для родителей, гуманитарная помощь.",
            "Үйге келетін әлеуметтік қызметкерлер, ата-аналар топтары, гуманитарлық көмек.",
        ),
        agreement="М-05/2025",
        offices=(
            Office(
                key="family_support",
                name=("Karatau district", "Каратауский район", "Қаратау ауданы"),
                district="shymkent-karatau",
                phone="08 70",
                contact="Светлана Цой",
                position=("Head of mobile group", "Руководитель мобильной группы", "Мобильді топ жетекшісі"),
                services=(
                    ServiceKind.SPECIAL_SOCIAL_SERVICES,
                    ServiceKind.PSYCHOLOGICAL_HELP,
                    ServiceKind.HUMANITARIAN_AID,
                ),
                languages=("kk", "ru", "uz"),
            ),
        ),
    ),
)


def make_directory(*, actor: User, today: dt.date) -> dict[str, Branch]:
    """Write the partners into the directory and return their branches by the keys of the stories."""
    branches: dict[str, Branch] = {}
    for body in BODIES:
        organisation = PartnerOrganisation(
            kind=body.kind,
            checked_on=today - dt.timedelta(days=60),
            **in_three_languages("name", body.name),
            **in_three_languages("about", body.about),
        )
        add_entry(actor=actor, entry=organisation)
        if body.agreement:
            add_entry(actor=actor, entry=_agreement(organisation, body.agreement, today))
        branches |= {office.key: _open(office, organisation, actor) for office in body.offices}
    return branches


def _agreement(organisation: PartnerOrganisation, number: str, today: dt.date) -> Agreement:
    signed_on = today - dt.timedelta(days=400)
    return Agreement(
        organisation=organisation,
        number=number,
        signed_on=signed_on,
        valid_until=signed_on + dt.timedelta(days=3 * 365),
    )


def _open(office: Office, organisation: PartnerOrganisation, actor: User) -> Branch:
    branch = Branch(
        organisation=organisation,
        district=District.objects.get(code=office.district),
        phone=f"+7 700 000 {office.phone}",
        address=office.address,
        languages=list(office.languages),
        **in_three_languages("name", office.name),
        **office.hours,
    )
    add_entry(actor=actor, entry=branch)
    for kind in office.services:
        add_entry(actor=actor, entry=OfferedService(branch=branch, kind=kind))
    contact = ContactPerson(
        branch=branch,
        name=office.contact,
        work_phone=f"+7 700 000 {office.phone}",
        **in_three_languages("position", office.position),
    )
    add_entry(actor=actor, entry=contact)
    return branch
