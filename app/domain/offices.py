"""Offices, the units they inspect, and the people of both."""

from __future__ import annotations

from app.domain.kinds import Label, choice, integer, line, prose, record_kind, reference


@record_kind("office", Label("办公室", "Office"), title="name")
class Office:
    """The district office (巡察办 / 纪工委) that keeps the master record."""

    name: str | None = line(Label("名称", "Name"), required=True, ledger=True)
    body: str | None = choice(Label("机构性质", "Body"), "office_body", ledger=True)
    district: str | None = line(Label("所在区县", "District"), ledger=True)


@record_kind("unit", Label("被巡单位", "Unit"), title="name")
class Unit:
    """A unit that is inspected, with its profile (单位底数)."""

    name: str | None = line(Label("单位名称", "Name"), required=True, search=True, ledger=True)
    category: str | None = choice(Label("单位类别", "Category"), "unit_category", ledger=True)
    party_organisation: str | None = line(Label("党组织名称", "Party organisation"), search=True)
    head: str | None = line(Label("主要负责人", "Head"), ledger=True)
    contact: str | None = line(Label("联络员", "Contact"), group="contact")
    contact_phone: str | None = line(Label("联系电话", "Contact phone"), group="contact")
    staff: int | None = integer(Label("在职人数", "Staff"), group="figures", ledger=True)
    party_members: int | None = integer(Label("党员人数", "Party members"), group="figures")
    cadres: int | None = integer(Label("科级干部人数", "Section-level cadres"), group="figures")
    discipline_staff: int | None = integer(
        Label("专职纪检干部人数", "Full-time discipline staff"), group="figures"
    )
    side_duties: int | None = integer(
        Label("纪委书记分管其他工作（项）", "Other duties of the discipline secretary"),
        group="figures",
    )
    profile: str | None = prose(Label("单位概况", "Profile"), search=True)


@record_kind("person", Label("人员", "Person"), title="name")
class Person:
    """A person who works for an office or a team. Interviewees are never persons in this sense."""

    name: str | None = line(Label("姓名", "Name"), required=True, search=True, ledger=True)
    organisation: str | None = line(Label("所在单位", "Organisation"), ledger=True)
    post: str | None = line(Label("职务", "Post"), ledger=True)
    speciality: str | None = choice(Label("专长", "Speciality"), "speciality", ledger=True)
    phone: str | None = line(Label("联系电话", "Phone"))


@record_kind("membership", Label("组员名单", "Team member"), title="role")
class Membership:
    """A person's part in one task's team."""

    person: str | None = reference(Label("人员", "Person"), Person, required=True, ledger=True)
    role: str | None = choice(Label("组内职务", "Role"), "team_role", required=True, ledger=True)
    seconded_from: str | None = line(Label("抽调自", "Seconded from"), ledger=True)
