from demo.people import COUNTY, MEMBERS, PEOPLE, VILLAGE, find_member


def test_official_keys_are_unassigned() -> None:
    numbered = [member for member in MEMBERS if member.ags]
    assert all(member.ags.startswith("99") and member.ars.startswith("99") for member in numbered)
    assert all(len(member.ars) == 12 for member in numbered)
    assert [member.kind for member in MEMBERS if not member.ags] == ["association"]


def test_people_only_work_for_invented_members_at_an_example_address() -> None:
    known = {member.key for member in MEMBERS}
    assert all(set(person.roles) <= known for person in PEOPLE)
    assert all(person.email.endswith(".example") for person in PEOPLE)
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)


def test_every_member_has_a_head_and_who_keeps_paper_a_records_officer() -> None:
    for member in MEMBERS:
        held = {role for person in PEOPLE for role in person.roles.get(member.key, ())}
        assert held >= ({"head", "records_officer"} if member.ags else {"head"}), member.name


def test_one_clerk_works_for_two_members() -> None:
    shared = [person for person in PEOPLE if len(person.roles) > 1]
    assert [dict(person.roles) for person in shared] == [{COUNTY: ("clerk",), VILLAGE: ("clerk",)}]


def test_find_member_by_key() -> None:
    assert find_member(COUNTY).name == "Landkreis Musterland"
