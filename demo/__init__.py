"""The demonstration: invented members and people, and paper that never existed.

All names, places and events are fictitious; the official keys (AGS, ARS) begin with 99, which no
German authority uses.
"""
