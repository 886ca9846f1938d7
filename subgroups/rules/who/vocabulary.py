"""Words that tell owners from the words around them, as compared (see `names.words_of`)."""

# One character for one, so that places in the text and in what is compared are the same.
PLAIN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
PLAIN |= {ord(quote): "'" for quote in "\u2018\u2019\u201b\u02bc\u00b4`"}
PLAIN |= {ord("["): "(", ord("]"): ")", ord("\u2044"): "/", ord("\uff0f"): "/"}

KINDS = frozenset(
    "group groups subgroup board boards panel team committee partnership forum executive service services "
    "network agency council".split()
)
ROLES = frozenset(
    "chair chairs chairperson manager managers lead leads officer officers member members rep reps adviser "
    "representative representatives coordinator administrator secretary director directors head advisor "
    "nurse doctor professional professionals staff practitioner practitioners worker workers deputy".split()
)
# Whoever holds such a post of a body is asked for the body: "Chair of CDOP".
POSTS = frozenset(
    "chair chairs chairperson chairman chairwoman convenor convener manager managers lead leads coordinator head "
    "coordinators administrator secretary director".split()
)
CHAIRS = frozenset("chair chairs chairperson chairman chairwoman convenor convener".split())
BEFORE_POSTS = frozenset("the vice co deputy joint independent business current acting".split())
# Signs that no text has: what stands before them leads, supports, or all of it leads (see `roles`).
LEAD_OF, SUPPORT_OF, LEADS_OF = "\ue0d0", "\ue0d1", "\ue0d2"
MARKS = frozenset({LEAD_OF, SUPPORT_OF, LEADS_OF})
# "LSCB" straight before a group's name says whose group it is.
BOARDS = frozenset({"lscb", "lscp", "lsab", "sab", "scb", "scp"})
JOIN = frozenset({"and", "with", "plus", "or", "then"})
FILL = frozenset({"the", "a", "an", "both", "jointly", "also", "its"})
# Words that make a cell a sentence, where a known name stands among them.
SAYS = frozenset(
    "to from through via by in on as are is will be report reports reported reporting provide provides "
    "managed monitored commissioned".split()
)
# The owner goes on after these: "commissioned by A through B".
CARRIES_ON = frozenset({"through", "via", "by", "with", "and", "from", "plus"})
# What a sentence about an activity starts with; anything else there may be somebody.
ACTIVITY = SAYS | frozenset(
    "action actions annual annually quarterly monthly regular six half twice every update updates review reviews "
    "reviewed audit audits survey surveys paper papers exceptions data findings progress assurance presented led "
    "overseen delivered coordinated the this".split()
)
HOW_OFTEN = frozenset("annual annually quarterly monthly yearly biannual termly weekly regular".split())
EVERYONE = frozenset("subgroup groups agencies partners members organisations organizations chairs".split())
ALL_GROUPS = frozenset("subgroup group groups chair chairs".split())  # the others are agencies
EACH_ONE = frozenset("group agency partner member organisation organization chair".split())
BEFORE_EVERYONE = frozenset(
    "the other lscb board partner our subgroup relevant statutory safeguarding member".split()
)
NOBODY = frozenset({"n a", "na", "none", "nil", "not applicable", "no owner", "not stated", "blank"})
LATER = frozenset(
    {"tbc", "tba", "tbd", "to be confirmed", "to be agreed", "to be decided", "to be determined"}
)
