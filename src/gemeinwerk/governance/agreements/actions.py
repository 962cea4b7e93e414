"""Everything that changes an agreement, for other parts of the house; each file has one purpose."""

from __future__ import annotations

from gemeinwerk.governance.agreements.approval import (
    approve_by_hand,
    deem_approved,
    publish,
    publish_end,
    record_answer,
    record_receipt,
    request_approval,
    start_by_hand,
)
from gemeinwerk.governance.agreements.concluding import (
    ask_to_join,
    give_notice,
    leave,
    record_decision,
    sign,
)
from gemeinwerk.governance.agreements.drafting import Draft, create_agreement, edit_agreement
from gemeinwerk.governance.agreements.filing import file_document, store_file, withdraw_filing
from gemeinwerk.governance.agreements.keeping import turn_with_the_day

__all__ = [
    "Draft",
    "approve_by_hand",
    "ask_to_join",
    "create_agreement",
    "deem_approved",
    "edit_agreement",
    "file_document",
    "give_notice",
    "leave",
    "publish",
    "publish_end",
    "record_answer",
    "record_decision",
    "record_receipt",
    "request_approval",
    "sign",
    "start_by_hand",
    "store_file",
    "turn_with_the_day",
    "withdraw_filing",
]
