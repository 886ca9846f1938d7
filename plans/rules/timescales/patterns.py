"""The one pattern of all date expressions, and that of the words in front of them."""

import re

from .words import ANY_SPAN, FLAGS, MONTH, SHORT_SPAN, SPAN, WEEKDAY, YEAR

_DAYS = rf"\d{{1,2}}(?: ?(?:st|nd|rd|th)(?:(?![a-z])|(?={MONTH})))?"
_DAY_LIST = rf"{_DAYS}(?:(?: ?[,&/-] ?| and | to | or ){_DAYS}){{0,6}}+"
# A slash behind a year leads to another month: "Dec 24/Jan 25" is no 24 January.
_TWO_DIGITS = (
    r"(?:(?: ?-|/|'| '|' ?|)\d\d(?![\d/:.]\d|\d|(?:st|nd|rd|th)\b)"
    rf"| \d\d(?![\d:%]|/(?! ?{MONTH})|\.\d|(?:st|nd|rd|th)\b)(?= ?(?:$|[,.;&)(/→-]|and\b|or\b|to\b|then\b|on|was\b|now\b"
    rf"|revised|moved|slipped|extended|deferred|start|end|finish|until|till|{MONTH}\.?[ -]?'?\d\d(?!\d|(?:st|nd|rd|th)\b))))"
)
# What is counted and not dated: 3/6/12 months.
_NO_LENGTH = r"|[ -]?(?:days?|weeks?|wks?|months?|mn?ths?|quarters?|terms?|years?|yrs?)(?:ly)?(?![a-z])"
# Two digits behind a day and a month are the next day rather than a year, where another month or a count follows:
# "30 June, 30 September 2024". Behind a comma they are a year only where the words end.
_DAY_YEAR = (
    rf"{YEAR}(?!\d)|'?\d\d(?![\d:%]|/(?!\d?\d(?:st|nd|rd|th)? ?{MONTH})|\.\d|(?:st|nd|rd|th)\b| ?[-./]? ?{MONTH}{_NO_LENGTH})"
    r"(?:(?<!, \d\d)(?<!,\d\d)|(?= ?(?:$|[.;:)(→]|,(?! ?\d)|-(?! ?\d)|(?:and|or|to|then|was|now)\b)))"
)
_PLAN_YEAR_NUMBER = r"(?:10|[1-9](?!\d)|one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z\d])"
_YEAR_END = (
    r"(?:(?P<year_end>(?:the )?end of (?:the |this )?(?P<year_end_kind>financial |fin\.? |academic |school |calendar |"
    r"fiscal |)y(?:ea)?r|(?:(?P<year_end_kind2>financial |academic |)year[ -]end(?:ing)?"
    rf"|(?P<year_end_fye>f/?ye)(?= {YEAR}(?! ?[\d/-])))(?![a-z]| (?:\d\d?(?:st|nd|rd|th)? )?{MONTH})|eoy(?![a-z])"
    rf"|(?P<year_end_fy>end (?:of )?(?:the |this )?f/?y|eofy)(?![a-z]|[ ,:(-]{{0,3}}{ANY_SPAN}))"
    rf"(?! reports?\b| ?{_PLAN_YEAR_NUMBER})(?:[ ,:(-]{{1,3}}(?:of )?(?:f/?y ?)?(?P<ye_s>{ANY_SPAN}))?)"
)
_Q_WORDS = "first|second|third|fourth|final|last"
_NAMED = r"(?:financial|fiscal|fin\.?|acad(?:emic|\.)?|school|calendar)"
_OWN = r"(?:plan|business|reporting)"
_KIND_OF_YEAR = rf"(?:{_NAMED}|{_OWN})"
_FY, _AY = r"f[/.]?y(?:e)?\.?", r"a[/.]?y\.?"
# Years as they stand behind a quarter, a half or a term, and in front of it: of the financial year 2025/26, FY25/26.
_OF_YEAR = rf"[ ,:(-]{{0,3}}(?:of |in |for )?(?:the )?(?:{_KIND_OF_YEAR} y(?:ea)?r,? ?|{_FY} ?|{_AY} ?)?"
_FOR_YEAR = rf"(?:(?<![a-z])(?:{_KIND_OF_YEAR} y(?:ea)?r |{_FY} ?|{_AY} ?))?"
_PLAN_YEAR = r"(?<![a-z])(?:plan )?y(?:(?:ea)?r)? ?"

PATTERN = re.compile(
    # Only a digit or some words can begin a date, and two letters tell which: most places are passed over at once.
    # One or two digits before a bracket that shuts or at the end are none.
    r"(?=\d(?!\d?(?:\)|$))|(?<![a-z])(?:[jas]u|ja|[fl]e|[mlcha]a|ap|[ysl]e|[ao]c|no|de|q|h[y \d]|sp|wi|y[r \d]|f[iyo/.]|t[hr]|li|l[ae]|du"
    r"|c[ohu]|ea|en|eo|xm|sc|a[y/.]|t[e\d ]|(?:plan|business|reporting) y))(?:"
    + "|".join(
        (
            # 2016-03-31
            rf"(?<![\d/.-])(?P<iso>(?P<iso_y>{YEAR})(?P<iso_s>[-/.])(?P<iso_m>\d\d?)(?P=iso_s)(?P<iso_d>\d\d?))"
            r"(?!\d|[/-]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?",
            # 31/03/16, 31.3.2016
            r"(?:(?<![\d/.-])|(?<=[/.]\d\d-)|(?<=[/.]\d{4}-))(?P<dmy>(?P<dmy_d>\d\d?) ?(?P<dmy_s>[/.-]| (?=(?:0[1-9]|1[0-2]) (?:20)?[1-4]\d(?! \d)))"
            rf" ?(?P<dmy_m>\d\d?) ?(?P=dmy_s) ?(?P<dmy_y>{YEAR}|\d\d))(?!\d|/\d|-\d(?!\d?(?P<dmy_s2>[/.])\d\d?(?P=dmy_s2)\d\d)|\.\d{_NO_LENGTH})",
            # 31st March 2018, 5, 12 and 19 March, 5-9 March 2018
            r"(?<![\d.£#])(?:(?<!\d/)|(?<=[a-z] \d\d/)|(?<=[a-z] '\d\d/)|(?<=[a-z] \d{4}/))"
            rf"(?P<days>(?P<days_d>{_DAY_LIST})(?:(?: day)? of |(?: ?[-./] ?| ?)(?={MONTH}))"
            rf"(?P<days_m>{MONTH})\.?"
            rf"(?: ?[-/.,]? ?(?P<days_y>{_DAY_YEAR}))?)",
            # March 31st, 2018
            rf"(?<![a-z])(?P<us>(?P<us_m>{MONTH})\.? (?P<us_d>\d\d?)"
            rf"(?:(?:st|nd|rd|th)?,? ?(?P<us_y>(?<=[, ]){YEAR})(?!\d)|(?:st|nd|rd|th)(?![a-z])))",
            # July 2018, Sep-18, July 2018/19, July
            rf"(?<![a-z])(?P<my>(?P<my_m>{MONTH})\.?(?: half[ -]term)?(?: ?[-/.,]? ?(?:of )?(?P<my_s>{YEAR}/\d(?![\d/%]|(?:st|nd|rd|th)\b| ?{MONTH}{_NO_LENGTH})|{SPAN})"
            rf"|(?P<my_yy>{_TWO_DIGITS}))?)",
            # 09/2018
            r"(?<![\d/.-])(?P<num_my>(?P<nmy_m>0?[1-9]|1[0-2]) ?[/.-] ?"
            rf"(?P<nmy_y>{YEAR}))(?!\d|[/.-]\d)",
            # 2018-09
            rf"(?<![\d/.-])(?P<ym>(?P<ym_y>{YEAR})-(?P<ym_m>0[1-9]|1[0-2]))(?!\d|[/-]\d)",
            # Q3 2018/19, 25/26 Q3, third quarter of 2018/19, Q1-2 25/26, Year 2 Q3
            rf"(?:{_FOR_YEAR}(?P<q_s1>{ANY_SPAN})[ ,:(-]{{0,3}}|{_PLAN_YEAR}(?P<q_py1>[1-9])[ ,:/(-]{{1,3}})?(?<![a-z])"
            r"(?P<q>(?:q(?:(?:uarte|t)r)?s?\.? ?(?P<q_n>[1-4]|one|two|three|four)"
            r"(?P<q_more>(?: ?[-/&] ?[1-4](?![\d/]| ?(?:weeks?|months?|years?)\b)"
            rf"|(?: ?, ?(?:and |& ?)?| and | to )[1-4](?![\d/])(?= ?(?:$|[,;.()&-]|(?:and|of|in|for)\b|'?\d|{_FY}))){{1,3}})?"
            rf"|(?P<q_nth>[1-4](?:st|nd|rd|th)|{_Q_WORDS}) q(?:uarte|t)r))(?![\da-z])(?P<q_end>[ -]end(?![a-z]))?"
            rf"(?(q_s1)|(?:(?P<q_of>{_OF_YEAR})(?:(?P<q_s2>{ANY_SPAN}|(?<=[1-4]-)\d\d/\d\d(?![\d/]))|{_PLAN_YEAR}(?P<q_py2>[1-9])(?![\d/])))?)",
            # first half of 2018/19, H1 25/26
            rf"(?:{_FOR_YEAR}(?P<h_s1>{ANY_SPAN})[ ,:(-]{{0,3}})?(?<![a-z])"
            r"(?P<h>hy? ?(?P<h_n>[12])|half(?:[ -]year)? (?P<h_n2>[12]|one|two)"
            r"|(?P<h_nth>first|second|1st|2nd) (?:half(?:[ -]year)?|six months))(?![\da-z])"
            rf"(?(h_s1)|(?:{_OF_YEAR}(?:the year )?(?P<h_s2>{ANY_SPAN}))?)",
            # autumn 2019, spring term 2018/19, summer half term
            rf"(?:{_FOR_YEAR}(?P<s_s1>{SPAN}|{SHORT_SPAN})[ ,-]{{0,3}})?(?<![a-z])"
            rf"(?P<season>(?P<s_w>spring|summer|autumn|winter)"
            rf"(?P<s_h>[ -]half)?(?P<s_t>[ -]term(?:time|s)?)?(?: (?P<s_n>[12])(?![\d/a-z]))?"
            r"(?P<s_o> (?:school )?(?:holidays?|hols|break|recess|vacation))?)(?![a-z])"
            rf"(?(s_s1)|(?:{_OF_YEAR}[/ -]{{0,2}}(?P<s_s2>{ANY_SPAN}))?)(?P<s_t2> terms?(?![a-z]))?",
            # Term 2 25/26
            rf"(?:{_FOR_YEAR}(?P<t_s1>{SPAN}|{SHORT_SPAN})[ ,:(-]{{1,3}})?(?<![a-z])"
            rf"(?P<t>t(?:erm)? ?(?P<t_n>[1-6]))(?![\da-z])(?(t_s1)|{_OF_YEAR}(?P<t_s2>{SPAN}|{SHORT_SPAN}))",
            # Year 2, years 1 to 3, the second year of the plan
            rf"(?:(?P<py_s1>{SPAN}|{SHORT_SPAN}) ?[(:,-] ?)?(?<![a-z])(?P<py>years? (?P<py_n>{_PLAN_YEAR_NUMBER})"
            rf"(?:(?: ?, ?[1-9](?!\d))* ?(?:[-/&,]|to|and) ?(?P<py_n2>{_PLAN_YEAR_NUMBER})(?! ?[-./]? ?{MONTH}))?"
            rf"(?P<py_of> of (?:the |this |our )?(?:business )?plan)?|(?:yrs? ?|y)(?P<py_n3>[1-9])(?: ?[-/&] ?(?:yr ?|y)?(?P<py_n4>[1-9]))?(?![\da-z/])"
            r"|(?P<py_nth>first|second|third|fourth|fifth|final|last) year"
            r"(?P<py_of2> of (?:the |this |our )?(?:business )?plan))"
            rf"(?:[ ,:(-]{{1,3}}(?:f/?y ?)?(?P<py_s2>{SPAN}|{SHORT_SPAN}))?",
            # end of the plan, lifetime of the plan
            r"(?<![a-z])(?P<plan_end>(?:end of (?:the |this |our )?(?:[a-z]+ )?plan(?: period)?)"
            r"|(?P<plan_life>(?:life|lifetime|duration|course|length|period) of (?:the |this |our )?(?:business )?plan"
            r"|throughout (?:the |this |our )?(?:business )?plan(?: period)?))(?![a-z]| year)",
            # Easter 2018
            rf"(?<![a-z])(?P<feast>easter|christmas|xmas)(?![a-z])(?: ?,? ?(?P<feast_y>{YEAR})(?!\d))?",
            # end of the financial year
            _YEAR_END,
            # FY25/26, 25-26 academic year, FY26
            rf"(?:(?<![a-z])(?P<ny_k>{_NAMED} y(?:ea)?r|{_FY}|{_AY})[ ,:(-]{{0,2}}(?P<ny_1>{ANY_SPAN})"
            rf"|(?<![a-z]){_OWN} y(?:ea)?r[ ,:(-]{{1,2}}(?P<ny_3>{SPAN}|{SHORT_SPAN})|(?<![a-z])year (?P<ny_4>2\d[/-][23]\d(?![\d/.-]))"
            rf"|(?P<ny_2>{YEAR}/\d|{SPAN}|{SHORT_SPAN}) (?P<ny_k2>{_KIND_OF_YEAR} y(?:ea)?r(?:[ -]end)?|f/?y(?:e)?|a/?y)(?![a-z]))",
            # 31/3, 9/18 or 18/19, standing alone
            r"(?<![\d/.-])(?P<short>(?P<short_1>\d\d?)(?:/(?P<short_2>\d\d?)|-(?P<short_3>\d\d)))"
            rf"(?![\d/-]{_NO_LENGTH})",
            # 2018/9
            rf"(?<![\d/.£#-])(?P<y1>(?P<y1_y>{YEAR})[/-](?P<y1_n>\d))(?![\d/%]|[.-]\d|(?:st|nd|rd|th)\b| ?{MONTH}{_NO_LENGTH})",
            # 2018, 2018/19, 2017-20, 2015 to 2018, academic 2018/19
            r"(?:(?<![a-z])(?P<y_k>(?:financial|fiscal|academic|school|calendar)) )?"
            rf"(?:(?<![\d/.£#-])|(?<=\d{{4}}/\d\d-)|(?<=mid-)|(?<=end-)|(?<=late-)|(?<=early-))(?P<y>{SPAN})(?![%/]|\.\d)(?! (?:children|young people|people|cases|referrals)\b)",
        )
    )
    + ")",
    FLAGS,
)
BEFORE = re.compile(
    r"(?:(?<![a-z])(?P<before>no later than|not later than|by|(?:on|at|by) or before|on ?/ ?before|on (?:or|and|/) after|on/after|before or on|before|prior to|until|till|up to(?: and including)?|not before|n(?:o|ot) earlier than|from|since"
    r"|pre|post|w\.?e\.?f\.?|(?<!-)effective"
    r"|after|(?:to )?(?:start|begin|commenc)(?:s|n?ing|e|es|ed|ement)?(?: dates?)?(?: (?:in|from|on))?|began(?: in)?"
    r"|(?:revised|moved|changed|extended|slipped|deferred|postponed|carried (?:over|forward)) from"
    r"|(?:moved|extended|slipped|deferred|postponed|delayed|(?:carr(?:y|ied)|roll(?:ed)?) (?:over|forward)) (?:in)?to"
    r"|w/?[bc]|(?:week|wk) (?:commencing|beginning|of)"
    r"|w/?e|(?:week|wk) ending|during|across|within|b/w|in|every|each|between|throughout|on|for|of|due)[ :,-]{1,2}(?:and )?)?"
    r"(?:the )?(?:(?<![a-z])(?P<part>(?:end|close|start|beginning|middle|last day|first day|early part)(?:[ -]of| in)?"
    r"|mid[ -]year(?: point)?(?: of)?|early|mid(?:dle)?|late|earliest|e/o|eo)(?:[ -]| - ))?(?:the )?(?:month of )?"
    rf"(?:(?P<weekday>{WEEKDAY}),? (?:the )?)?$",
    re.ASCII,  # of small letters
)
