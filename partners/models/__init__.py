from partners.models.agreement import Agreement
from partners.models.branch import Branch, BranchQuerySet
from partners.models.contact_person import ContactPerson
from partners.models.entries import EntryQuerySet
from partners.models.joint_event import JointEvent, JointEventAttendance, JointEventQuerySet
from partners.models.offered_service import OfferedService, OfferedServiceQuerySet
from partners.models.organisation import PartnerOrganisation, PartnerOrganisationQuerySet

__all__ = [
    "Agreement",
    "Branch",
    "BranchQuerySet",
    "ContactPerson",
    "EntryQuerySet",
    "JointEvent",
    "JointEventAttendance",
    "JointEventQuerySet",
    "OfferedService",
    "OfferedServiceQuerySet",
    "PartnerOrganisation",
    "PartnerOrganisationQuerySet",
]
