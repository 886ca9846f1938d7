"""The one pattern of all date expressions, and that of the words in front of them."""

import re

from .words import FLAGS, MONTH, SPAN, WEEKDAY, YEAR

_DAYS = r"\d{1,2}(?: ?(?:st|nd|rd|th)(?![a-z]))?"
_DAY_LIST = rf"{_DAYS}(?:(?: ?[,&/-] ?| and | to | or ){_DAYS}){{0,6}}"
_TWO_DIGITS = (
    r"(?:(?: ?-|/|'| '|)\d\d(?![\d/:.]\d|\d|(?:st|nd|rd|th)\b)"
    r"| \d\d(?![\d/:.%]|(?:st|nd|rd|th)\b)(?= ?(?:$|[,.;&)/-]|and\b|or\b|to\b|then\b|on)))"
)
_PLAN_YEAR_NUMBER = r"(?:10|[1-9](?!\d)|one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z\d])"
_YEAR_END = (
    r"(?:(?P<year_end>(?:the )?end of (?:the |this )?(?P<year_end_kind>financial |academic |school |calendar |"
    r"fiscal |)year|(?P<year_end_kind2>financial |academic |)year[ -]end)"
    rf"(?! reports?\b| ?{_PLAN_YEAR_NUMBER}))"
)
_Q_WORDS = "first|second|third|fourth|final|last"

PATTERN = re.compile(
    # Only a digit or the start of a word can begin a date: most places are passed over at once.
    r"(?=\d|(?<![a-z])[acdefhjlmnoqstwy])(?:"
    + "|".join(
        (
            # 2016-03-31
            rf"(?<![\d/.-])(?P<iso>(?P<iso_y>{YEAR})(?P<iso_s>[-/.])(?P<iso_m>\d\d?)(?P=iso_s)(?P<iso_d>\d\d?))"
            r"(?!\d|[/-]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?",
            # 31/03/16, 31.3.2016
            r"(?<![\d/.-])(?P<dmy>(?P<dmy_d>\d\d?) ?(?P<dmy_s>[/.-]) ?(?P<dmy_m>\d\d?) ?(?P=dmy_s) ?"
            rf"(?P<dmy_y>{YEAR}|\d\d))(?!\d|[/-]\d|\.\d)",
            # 31st March 2018, 5, 12 and 19 March, 5-9 March 2018
            rf"(?<![\d/.£#])(?P<days>(?P<days_d>{_DAY_LIST})(?:(?: day)? of |(?: ?[-./] ?| ?)(?={MONTH}))"
            rf"(?P<days_m>{MONTH})\.?"
            rf"(?: ?[-/.,]? ?(?P<days_y>{YEAR}(?!\d)|'?\d\d(?![\d/:%]|\.\d|(?:st|nd|rd|th)\b)))?)",
            # March 31st, 2018
            rf"(?<![a-z])(?P<us>(?P<us_m>{MONTH})\.? (?P<us_d>\d\d?)"
            rf"(?:(?:st|nd|rd|th)?,? ?(?P<us_y>(?<=[, ]){YEAR})(?!\d)|(?:st|nd|rd|th)(?![a-z])))",
            # July 2018, Sep-18, July 2018/19, July
            rf"(?<![a-z])(?P<my>(?P<my_m>{MONTH})\.?(?: half[ -]term)?(?: ?[-/.,]? ?(?:of )?(?P<my_s>{SPAN})"
            rf"|(?P<my_yy>{_TWO_DIGITS}))?)",
            # 09/2018
            r"(?<![\d/.-])(?P<num_my>(?P<nmy_m>0?[1-9]|1[0-2]) ?[/.-] ?"
            rf"(?P<nmy_y>{YEAR}))(?!\d|[/.-]\d)",
            # 2018-09
            rf"(?<![\d/.-])(?P<ym>(?P<ym_y>{YEAR})-(?P<ym_m>0[1-9]|1[0-2]))(?!\d|[/-]\d)",
            # Q3 2018/19, 2018/19 Q3, third quarter of 2018/19
            rf"(?:(?P<q_s1>{SPAN})[ ,:-]{{0,3}})?(?<![a-z])"
            r"(?P<q>(?:q(?:(?:uarte|t)r\.?)? ?(?P<q_n>[1-4]|one|two|three|four)"
            rf"|(?P<q_nth>[1-4](?:st|nd|rd|th)|{_Q_WORDS}) q(?:uarte|t)r))(?![\da-z])"
            rf"(?:[ ,:(-]{{0,3}}(?:of )?(?:the )?(?:financial year |f/?y ?)?(?P<q_s2>{SPAN}))?",
            # first half of 2018/19
            rf"(?:(?P<h_s1>{SPAN})[ ,:-]{{0,3}})?(?<![a-z])"
            r"(?P<h>h(?P<h_n>[12])|(?P<h_nth>first|second) half)(?![\da-z])"
            rf"[ ,:-]{{0,3}}(?:of )?(?:the )?(?:financial year )?(?P<h_s2>{SPAN})",
            # autumn 2019, spring term 2018/19, summer half term
            rf"(?:(?P<s_s1>{SPAN})[ ,-]{{0,3}})?(?<![a-z])(?P<season>(?P<s_w>spring|summer|autumn|winter)"
            rf"(?:/winter)?(?P<s_h> half)?(?P<s_t>[ -]term)?)(?![a-z])"
            rf"(?:[ ,/-]{{0,3}}(?:of )?(?:(?P<s_s2>{SPAN})|'(?P<s_yy>\d\d)(?!\d)))?",
            # Year 2, years 1 to 3, the second year of the plan
            rf"(?<![a-z])(?P<py>years? (?P<py_n>{_PLAN_YEAR_NUMBER})"
            rf"(?: ?(?P<py_j>[-/&]|to|and) ?(?P<py_n2>{_PLAN_YEAR_NUMBER}))?"
            rf"(?P<py_of> of (?:the |this |our )?(?:business )?plan)?|(?:yr ?|y)(?P<py_n3>[1-9])(?![\da-z])"
            r"|(?P<py_nth>first|second|third|fourth|fifth|final|last) year"
            r"(?P<py_of2> of (?:the |this |our )?(?:business )?plan))",
            # end of the plan, lifetime of the plan
            r"(?<![a-z])(?P<plan_end>(?:end of (?:the |this |our )?(?:[a-z]+ )?plan(?: period)?)"
            r"|(?P<plan_life>(?:life|lifetime|duration|course|length|period) of (?:the |this |our )?(?:business )?plan)"
            r")(?![a-z])",
            # Easter 2018
            rf"(?<![a-z])(?P<feast>easter|christmas)(?![a-z])(?: ?,? ?(?P<feast_y>{YEAR})(?!\d))?",
            # end of the financial year
            _YEAR_END,
            # 31/3, 9/18 or 18/19, standing alone
            r"(?<![\d/.-])(?P<short>(?P<short_1>\d\d?)/(?P<short_2>\d\d?))(?![\d/-])",
            # 2018, 2018/19, 2017-20, 2015 to 2018, academic year 2018/19
            rf"(?:(?<![a-z])(?P<y_k>(?:financial|fiscal|academic|school|calendar)(?: year)?|f/?y) ?)?"
            rf"(?<![\d/.£#-])(?P<y>{SPAN})(?![%/]|\.\d)(?! (?:children|young people|people|cases|referrals)\b)",
        )
    )
    + ")",
    FLAGS,
)
BEFORE = re.compile(
    r"(?:(?<![a-z])(?P<before>no later than|not later than|by|before|prior to|until|till|up to|not before|from|since"
    r"|after|(?:to )?(?:start|begin|commenc)(?:s|n?ing|e|es|ed)?(?: (?:in|from|on))?|began(?: in)?"
    r"|(?:revised|moved|changed|extended|slipped|deferred|postponed|carried (?:over|forward)) from"
    r"|w/?c|week commencing|week beginning"
    r"|w/?e|week ending|during|in|every|each|between|throughout|on|for|of|due)[ :,-]{1,2}(?:and )?)?"
    r"(?:the )?(?:(?P<part>(?:end|close|start|beginning|middle|last day|first day|early part)(?: of| in)?"
    r"|early|mid(?:dle)?|late|earliest)(?:[ -]| - ))?(?:the )?(?:month of )?"
    rf"(?:(?P<weekday>{WEEKDAY}),? (?:the )?)?$",
    FLAGS,
)
