"""Address of the sample page; the project includes this under ``ui/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.show_samples, name="samples"),
    path("upload/", views.answer_sample_upload, name="sample-upload"),
]
