"""What partners are and what they do (field research 2.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

KEEPER_ROLES = frozenset({Role.COORDINATOR, Role.MANAGER})
"""Those who keep the directory; all other workers on cases read it."""


class PartnerKind(models.TextChoices):
    """The kind of body a partner is."""

    POLICE = "police", _("Police")
    JUVENILE_POLICE = "juvenile_police", _("Juvenile police")
    GUARDIANSHIP = "guardianship", _("Guardianship and trusteeship body")
    PROSECUTOR = "prosecutor", _("Prosecutor's office")
    COURT = "court", _("Court")
    EDUCATION = "education", _("Department of education")
    SCHOOL = "school", _("School")
    HEALTH = "health", _("Health care organisation")
    EMPLOYMENT = "employment", _("Employment centre")
    CHILDRENS_HOME = "childrens_home", _("Children's home")
    ADAPTATION_CENTRE = "adaptation_centre", _("Centre for adaptation of minors")
    SHELTER = "shelter", _("Shelter")
    FAMILY_SUPPORT_CENTRE = "family_support_centre", _("Family support centre")
    MOBILE_GROUP = "mobile_group", _("Mobile group")
    AKIMAT = "akimat", _("Local executive body (akimat)")
    MIGRATION = "migration", _("Migration service")
    EMBASSY = "embassy", _("Embassy / consulate")
    NGO = "ngo", _("Non-governmental organisation")
    LEGAL_AID = "legal_aid", _("State-guaranteed legal aid")


class ServiceKind(models.TextChoices):
    """What a branch can do for a client."""

    PROTECTION = "protection", _("Protection by the police")
    PROTECTIVE_ORDER = "protective_order", _("Protective order")
    CHILD_PROTECTION = "child_protection", _("Protection of a child's rights")
    SHELTER_PLACE = "shelter_place", _("Placement in a shelter")
    CHILD_PLACEMENT = "child_placement", _("Temporary placement of a child")
    MEDICAL_AID = "medical_aid", _("Medical aid")
    FORENSIC_EXAMINATION = "forensic_examination", _("Forensic medical examination")
    PSYCHOLOGICAL_HELP = "psychological_help", _("Psychological consultation")
    LEGAL_HELP = "legal_help", _("Legal consultation")
    COURT_REPRESENTATION = "court_representation", _("Representation in court")
    SPECIAL_SOCIAL_SERVICES = "special_social_services", _("Special social services")
    HUMANITARIAN_AID = "humanitarian_aid", _("Humanitarian aid")
    SCHOOLING = "schooling", _("School place")
    WORK_AND_TRAINING = "work_and_training", _("Work and training")
    IDENTITY_PAPERS = "identity_papers", _("Identity papers")
    RETURN_HOME = "return_home", _("Return home (repatriation)")


class SpokenLanguage(models.TextChoices):
    """Languages in which a branch can talk with a client."""

    KAZAKH = "kk", _("Kazakh")
    RUSSIAN = "ru", _("Russian")
    UZBEK = "uz", _("Uzbek")
    TAJIK = "tg", _("Tajik")
    KYRGYZ = "ky", _("Kyrgyz")
    UIGHUR = "ug", _("Uyghur")
    TURKISH = "tr", _("Turkish")
    ENGLISH = "en", _("English")


class JointEventKind(models.TextChoices):
    """What the centre holds together with partners."""

    ROUND_TABLE = "round_table", _("Round table")
    SEMINAR = "seminar", _("Seminar")
    TRAINING = "training", _("Training")


class ParticipantKind(models.TextChoices):
    """From where people came to a joint event; coarser than `PartnerKind`, as a sign-up sheet is."""

    EDUCATION = "education", _("Education")
    HEALTH = "health", _("Health care")
    POLICE = "police", _("Police")
    GUARDIANSHIP = "guardianship", _("Guardianship and child protection")
    CHILDRENS_HOMES = "childrens_homes", _("Children's homes")
    EMPLOYMENT = "employment", _("Employment centres")
    SOCIAL_PROTECTION = "social_protection", _("Social protection")
    JUSTICE = "justice", _("Courts, prosecutors, legal aid")
    AKIMAT = "akimat", _("Local executive bodies (akimats)")
    NGO = "ngo", _("Non-governmental organisations")
    MEDIA = "media", _("Press and media")
    PUBLIC = "public", _("General public")
    OTHER = "other", _("Others")


class ParticipantSex(models.TextChoices):
    """How participants are counted; a head count has a rest, which a person's own sex has not.

    The codes are those of `cases.enums.Sex`, which lies above, so that reports can set them side by side.
    """

    FEMALE = "female", _("Women")
    MALE = "male", _("Men")
    UNKNOWN = "unknown", _("Not known")
