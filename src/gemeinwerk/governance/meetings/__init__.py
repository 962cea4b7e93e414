"""Meetings of a body: invitation, agenda, attendance, minutes, and the tasks that follow."""
