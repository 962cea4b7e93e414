"""Addresses of an alliance's projects and its register, below ``/buendnisse/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.governance.projects.planning import views as planning
from gemeinwerk.governance.projects.solutions import views as solutions
from gemeinwerk.governance.projects.standards import views as standards
from gemeinwerk.governance.projects.views import projects

ALL = "<uuid:alliance_id>/vorhaben/"
ONE = f"{ALL}<uuid:project_id>/"
GOAL = f"{ONE}ziele/<uuid:goal_id>/"

app_name = "projects"
urlpatterns = [
    path(ALL, projects.list_projects, name="projects"),
    path(f"{ALL}neu/", projects.create_project, name="create_project"),
    path(f"{ALL}standards/", standards.list_standards, name="standards"),
    path(f"{ALL}standards/neu/", standards.edit_standard, name="enter_standard"),
    path(
        f"{ALL}standards/<uuid:standard_id>/bearbeiten/",
        standards.edit_standard,
        name="edit_standard",
    ),
    path(ONE, projects.show_project, name="project"),
    path(f"{ONE}bearbeiten/", projects.edit_project, name="edit_project"),
    path(f"{ONE}idee/", projects.make_idea, name="make_idea"),
    path(f"{ONE}mitmachen/", projects.join_project, name="join_project"),
    path(
        f"{ONE}partner/<int:member_id>/annehmen/",
        projects.accept_partner,
        name="accept_partner",
    ),
    path(
        f"{ONE}partner/<int:member_id>/entlassen/",
        projects.part_with_partner,
        name="part_with_partner",
    ),
    path(f"{ONE}federfuehrung/", projects.hand_over_project, name="hand_over_project"),
    path(f"{ONE}uebernehmen/", projects.take_over_project, name="take_over_project"),
    path(f"{ONE}ziele/neu/", planning.edit_goal, name="add_goal"),
    path(f"{GOAL}bearbeiten/", planning.edit_goal, name="edit_goal"),
    path(f"{GOAL}entfernen/", planning.remove_goal, name="remove_goal"),
    path(f"{GOAL}messung/", planning.add_reading, name="add_reading"),
    path(
        f"{GOAL}messung/<uuid:reading_id>/entfernen/",
        planning.remove_reading,
        name="remove_reading",
    ),
    path(f"{ONE}meilensteine/neu/", planning.edit_milestone, name="add_milestone"),
    path(f"{ONE}meilensteine/<uuid:milestone_id>/", planning.edit_milestone, name="edit_milestone"),
    path(f"{ONE}beitrag/neu/", planning.offer_capacity, name="offer_capacity"),
    path(f"{ONE}beitrag/<uuid:capacity_id>/", planning.offer_capacity, name="edit_capacity"),
    path(
        f"{ONE}beitrag/<uuid:capacity_id>/entfernen/",
        planning.withdraw_capacity,
        name="withdraw_capacity",
    ),
    path(f"{ONE}standards/", standards.choose_standards, name="choose_standards"),
    path(f"{ONE}loesung/", solutions.describe_solution, name="describe_solution"),
    path(f"{ONE}loesung/oeffnen/", solutions.open_solution, name="open_solution"),
]
