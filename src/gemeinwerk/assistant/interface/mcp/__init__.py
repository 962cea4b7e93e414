"""The Model Context Protocol over the same queries and actions: tools that read, for the asker's
rights. One POST, one answer; no sessions, no streams (docs/decisions/0016).
"""
