"""What OParl 1.1 demands of each type, in short, with the place that says so.

Sources: https://github.com/OParl/spec, ``schema/*.json`` ("required") and ``schema/strings.yml``
("ZWINGEND"); ``src/3-01`` ("id", "type", "created", "modified" in every object, also inner ones).
``scripts/check_oparl`` checks a running instance against the schemas themselves.
"""

from __future__ import annotations

EVERY = {"id", "type", "created", "modified"}  # src/3-01, "Eigenschaften mit Verwendung …"

REQUIRED: dict[str, set[str]] = {
    "System": {"oparlVersion", "body"},  # schema/System.json
    "Body": {  # schema/Body.json; the last six by their descriptions in strings.yml
        *("name", "organization", "person", "meeting", "paper", "legislativeTerm"),
        *("agendaItem", "consultation", "file"),
        *("membership", "locationList", "legislativeTermList"),
    },
    "Organization": set(),
    "Meeting": set(),
    "AgendaItem": {"order"},  # schema/AgendaItem.json
    "Paper": set(),
    "Consultation": set(),
    "File": {"accessUrl"},  # schema/File.json
    "Location": set(),
}

KNOWN: dict[str, set[str]] = {  # of the properties in schema/<type>.json those that we use
    "System": {"name"},
    "Body": {"system", "classification", "oparlSince"},
    "Organization": {
        *("body", "name", "organizationType", "classification", "meeting", "consultation"),
        *("startDate", "endDate"),
    },
    "Meeting": {
        *("name", "meetingState", "cancelled", "start", "end", "location", "organization"),
        *("resultsProtocol", "agendaItem"),
    },
    "AgendaItem": {"meeting", "name", "public", "consultation", "result"},
    "Paper": {
        *("body", "name", "reference", "date", "paperType", "relatedPaper", "mainFile"),
        *("originatorOrganization", "underDirectionOf", "consultation"),
    },
    "Consultation": {"paper", "agendaItem", "meeting", "organization", "authoritative", "role"},
    "File": {
        *("name", "fileName", "mimeType", "date", "text", "downloadUrl", "meeting", "paper"),
    },
    "Location": {"description", "meetings"},
}

INNER = {  # src/3-00, "Die Objekte": which property carries which type inside
    ("Meeting", "agendaItem"): "AgendaItem",
    ("Meeting", "location"): "Location",
    ("Meeting", "resultsProtocol"): "File",
    ("Paper", "consultation"): "Consultation",
    ("Paper", "mainFile"): "File",
}

MOMENTS = {"created", "modified", "start", "end", "oparlSince"}  # src/2-04, "Datums- und Zeit…"
DAYS = {"date", "startDate", "endDate"}
