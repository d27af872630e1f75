"""The words that names of functions are made of."""

from __future__ import annotations

import re
from typing import Final

from oacgen_ts.syntax import word_set

STANDARD: Final = {
    ("list",): "get",
    ("retrieve",): "get",
    ("create",): "create",
    ("update",): "update",
    ("partial", "update"): "patch",
    ("destroy",): "delete",
}
OF_METHOD: Final = {
    "GET": "get",
    "POST": "create",
    "PUT": "update",
    "PATCH": "patch",
    "DELETE": "delete",
    "HEAD": "head",
    "OPTIONS": "options",
    "TRACE": "trace",
    "QUERY": "query",
}
OF_ANSWER: Final = {"download": "download", "stream": "stream"}

VERBS: Final = word_set(
    """
    abort accept acknowledge acquire activate add allocate apply approve archive assign attach
    authenticate authorize ban bind block book build calculate cancel change check checkout claim
    clear clone close commit compare complete compute configure confirm connect consume convert
    copy create deactivate decline decrypt delete deliver demote deny deploy destroy detach
    disable disconnect dismiss download duplicate edit email enable encrypt enroll estimate
    evaluate execute exchange expire export extend fetch finalize find finish flag follow generate
    get grant head hide import inspect install invalidate invite invoke issue join kick leave link
    list load lock lookup mark match merge migrate modify move mute notify obtain open patch pause
    pay perform pin ping place poll post predict prepare preview process promote publish purge
    push put query read reactivate rebuild receive recalculate recover redeem refresh refund
    register regenerate reject release reload remove rename render renew reopen reorder replace
    replay reply request resend reserve reset resolve restart restore resume retrieve retry return
    revert revoke rollback rotate run save scan schedule search select send set share show sign
    simulate skip solve sort split start stop store submit subscribe suggest suspend swap sync
    synchronize test toggle transfer transform translate trigger unarchive unassign unban unblock
    unfollow uninstall unlink unlock unmute unpin unpublish unregister unshare unsubscribe update
    upgrade upload upsert validate verify view void vote withdraw write
    """
)
NOUNS_TOO: Final = word_set(
    """
    book build check copy email export flag head import issue link list load lock mark match open
    order patch pay pin ping place post process query release reply request return run scan
    schedule search share sign start test transfer trigger update upgrade upload download view
    void vote
    """
)
"""Verbs that name a resource just as often; at the end of an action they are taken for one."""

WHOLE: Final = frozenset({"login", "logout", "register", "signin", "signout", "signup"})
"""Actions that take no object: `authLogin`."""

SURE: Final = VERBS - NOUNS_TOO

QUESTIONS: Final = frozenset({"autocomplete", "find", "lookup", "search", "suggest"})
"""What a GET may do."""

NO_NOUNS: Final = word_set(
    """
    all as at by for from in me mine my of off on out to up with
    """
)

NO_PLURALS: Final = frozenset({"databricks", "kerberos", "kubernetes"})

JOINTS: Final = frozenset({"and", "or"})

MANNERS: Final = frozenset({"bulk", "batch", "mass", "multi"})
VERSION: Final = re.compile(r"v[0-9][a-z0-9]*")
VARIABLE: Final = re.compile(r"\{.*\}")
