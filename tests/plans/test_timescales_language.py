"""The language boards use: one line for each way of saying when."""

from datetime import date

import pytest

from plans.rules.timescales import Certainty, Kind, Precision, read_timescale

PLAN = {"plan_start": date(2017, 4, 1), "plan_end": date(2020, 3, 31), "not_before": date(2017, 10, 31)}


def days(written):
    return tuple(date.fromisoformat(day) for day in written.split())


# words; kind; due dates; start; certainty
DATED = """
By 31/03/16 | by-date | 2016-03-31 | - | sure
31.03.2016 | by-date | 2016-03-31 | - | sure
31-3-16 | by-date | 2016-03-31 | - | sure
2016-03-31 | by-date | 2016-03-31 | - | sure
03/04/2018 | by-date | 2018-04-03 | - | convention
31st March 2018 | by-date | 2018-03-31 | - | sure
31st of March, 2018 | by-date | 2018-03-31 | - | sure
31-Mar-18 | by-date | 2018-03-31 | - | sure
March 31st 2018 | by-date | 2018-03-31 | - | sure
Monday 5th March 2018 | by-date | 2018-03-05 | - | sure
Friday 5 March 2018 | by-date | 2018-03-05 | - | ambiguous
no later than 31 March 2018 | by-date | 2018-03-31 | - | sure
1<sup>st</sup> March 2018 | by-date | 2018-03-01 | - | sure
before 1 April 2018 | by-date | 2018-03-31 | - | convention
pre-April 2018 | by-date | 2018-03-31 | - | convention
post March 2018 | from-and-ongoing | - | 2018-04-01 | convention
no earlier than April 2018 | from-and-ongoing | - | 2018-04-01 | convention
w.e.f. 1/4/18 | from-and-ongoing | - | 2018-04-01 | convention
effective 1 April 2018 | from-and-ongoing | - | 2018-04-01 | convention
w/b 5 March 2018 | by-date | 2018-03-09 | 2018-03-05 | convention
wk beginning 5 March 2018 | by-date | 2018-03-09 | 2018-03-05 | convention
1st wk of June 2018 | by-date | 2018-06-01 | - | ambiguous
wk 2 June 2018 | by-month | 2018-06-30 | - | ambiguous
w/c 5 March 2018 | by-date | 2018-03-09 | 2018-03-05 | convention
w/e 9 March 2018 | by-date | 2018-03-09 | - | sure
by 5pm on 31 March 2018 | by-date | 2018-03-31 | - | sure
Xmas 2018 | by-date | 2018-12-25 | - | convention
Easter 2018 | by-date | 2018-04-01 | - | convention
beginning of July 2018 | by-date | 2018-07-01 | - | convention
early July 2018 | by-date | 2018-07-10 | - | ambiguous
mid-July 2018 | by-date | 2018-07-15 | - | ambiguous
early 2018 | by-date | 2018-04-30 | - | ambiguous
end of the plan | by-date | 2020-03-31 | - | convention
31 June 2018 | by-date | - | - | unresolvable
July 2018 | by-month | 2018-07-31 | - | convention
JULY 2018 | by-month | 2018-07-31 | - | convention
end of July 2018 | by-month | 2018-07-31 | - | sure
By Sept. 2018. | by-month | 2018-09-30 | - | convention
Sep-18 | by-month | 2018-09-30 | - | convention
Sept 18 | by-month | 2018-09-30 | - | ambiguous
July '18 | by-month | 2018-07-31 | - | convention
09/2018 | by-month | 2018-09-30 | - | convention
2018-09 | by-month | 2018-09-30 | - | convention
9/18 | by-month | 2018-09-30 | - | ambiguous
March 2018/19 | by-month | 2019-03-31 | - | convention
Oct half term 2018 | by-month | 2018-10-31 | - | convention
until March 2019 | by-month | 2019-03-31 | - | convention
at the July 2018 Board meeting | by-month | 2018-07-31 | - | convention
To be presented to the Board in July 2018 | by-month | 2018-07-31 | - | convention
Level 3 training by March 2018 | by-month | 2018-03-31 | - | convention
Working Together 2018 compliance by March 2019 | by-month | 2019-03-31 | - | convention
March 2018 (revised from December 2017) | by-month | 2018-03-31 | - | convention
Completed July 2018 | by-month | 2018-07-31 | - | ambiguous
tbc - July 2018 | by-month | 2018-07-31 | - | ambiguous
July 2018 following the review | by-month | 2018-07-31 | - | ambiguous
annual report July 2018 | by-month | 2018-07-31 | - | ambiguous
Commence April 2018, complete by March 2019 | by-month | 2019-03-31 | 2018-04-01 | convention
July | by-month | - | - | ambiguous
November 2017 & March 2018 | several-dates | 2017-11-30 2018-03-31 | - | convention
Nov 2017 / Mar 2018 | several-dates | 2017-11-30 2018-03-31 | - | convention
Nov and March 2018 | several-dates | 2017-11-30 2018-03-31 | - | ambiguous
Nov 2017 and March | several-dates | 2017-11-30 2018-03-31 | - | convention
Jan, April & July 2018 | several-dates | 2018-01-31 2018-04-30 2018-07-31 | - | convention
5, 12 and 19 March 2018 | several-dates | 2018-03-05 2018-03-12 2018-03-19 | - | sure
<ul><li>July 2018<li>March 2019</ul> | several-dates | 2018-07-31 2019-03-31 | - | convention
August and February | several-dates | - | - | ambiguous
Before the summer holidays 2018 | by-date | 2018-07-31 | - | convention
by the summer break 2018 | by-date | 2018-07-31 | - | convention
2018 summer holidays | by-season | 2018-08-31 | 2018-08-01 | convention
After the summer holidays 2018 | from-and-ongoing | - | 2018-09-01 | convention
by end of FY | by-year | - | - | ambiguous
by end FY 18-19 | by-year | 2019-03-31 | - | convention
Q1, 2 and 3 18/19 | several-dates | 2018-06-30 2018-09-30 2018-12-31 | - | convention
Q2,3,4 of 2018/19 | several-dates | 2018-09-30 2018-12-31 2019-03-31 | - | convention
Quarters 2 and 4 2018/19 | several-dates | 2018-09-30 2019-03-31 | - | convention
Q1 to 4 18/19 | by-period | 2019-03-31 | 2018-04-01 | convention
Q1, 2 workshops | by-quarter | - | - | ambiguous
Years 1, 2 and 3 | year-of-plan | 2020-03-31 | 2017-04-01 | convention
Y1-Y2 | year-of-plan | 2019-03-31 | 2017-04-01 | convention
Yrs 2-3 | year-of-plan | 2020-03-31 | 2018-04-01 | convention
Years 2 to 4 | year-of-plan | - | - | unresolvable
2018/19-2019/20 | by-period | 2020-03-31 | 2018-04-01 | convention
Deferred to 2019/20 | by-year | 2020-03-31 | 2019-04-01 | sure
carried forward into 2019/20 | by-year | 2020-03-31 | 2019-04-01 | sure
6 months post launch | event-driven | - | - | sure
a week after the inspection | event-driven | - | - | sure
post inspection | event-driven | - | - | sure
T.B.C. | unspecified | - | - | unresolvable
on/before 31 March 2019 | by-date | 2019-03-31 | - | sure
on or after 1 March 2019 | from-and-ongoing | - | 2019-03-01 | convention
b/w April & June 2018 | by-period | 2018-06-30 | 2018-04-01 | convention
on or before 31 March 2019 | by-date | 2019-03-31 | - | sure
week of 4 June 2018 | by-date | 2018-06-08 | 2018-06-04 | convention
first week of June 2018 | by-date | 2018-06-01 | - | ambiguous
last Friday of June 2018 | by-date | 2018-06-29 | - | sure
the 3rd Thursday in Sept 2018 | by-date | 2018-09-20 | - | sure
2nd Monday of July | by-month | - | - | ambiguous
week 2 June 2018 | by-month | 2018-06-30 | - | ambiguous
Start: April 18 End: March 19 | by-month | 2019-03-31 | 2018-04-01 | ambiguous
March 2019 COMPLETED | by-month | 2019-03-31 | - | ambiguous
Last reviewed March 2018, next review March 2019 | by-month | 2019-03-31 | - | convention
Last reviewed March 2018 | unknown | - | - | ambiguous
Sept/Oct/Nov 2018 | by-period | 2018-11-30 | 2018-09-01 | ambiguous
Sept-Oct-Nov 2018 | by-period | 2018-11-30 | 2018-09-01 | convention
Apr-Jun/Jul-Sep 2018 | several-dates | 2018-06-30 2018-09-30 | - | convention
31ˢᵗ March 2019 | by-date | 2019-03-31 | - | sure
1º March 2019 | by-date | 2019-03-01 | - | sure
30 June, 30 September and 31 December 2018 | several-dates | 2018-06-30 2018-09-30 2018-12-31 | - | sure
12 June, 18 Sept, 11 Dec 2018 and 12 March 2019 | several-dates | 2018-06-12 2018-09-18 2018-12-11 2019-03-12 | - | sure
30 June, 31 December | several-dates | - | - | unresolvable
10-12 June, 15-17 July 2018 | several-dates | 2018-06-12 2018-07-17 | - | sure
30th June/30th Sept/31st Dec 2018 | several-dates | 2018-06-30 2018-09-30 2018-12-31 | - | sure
30 June 18/30 Sept 18 | several-dates | 2018-06-30 2018-09-30 | - | sure
10 Oct 18, 10 Jan 19 | several-dates | 2018-10-10 2019-01-10 | - | sure
by 30 June, 20 staff trained | by-date | - | - | ambiguous
1 June, 18 | by-date | 2018-06-01 | - | sure
Oct 18/Apr 19 | several-dates | 2018-10-31 2019-04-30 | - | ambiguous
Dec 18/Jan 19 | by-period | 2019-01-31 | 2018-12-01 | ambiguous
Sept 18 Dec 18 Mar 19 | several-dates | 2018-09-30 2018-12-31 2019-03-31 | - | ambiguous
Sept' 18 | by-month | 2018-09-30 | - | convention
30 June - 30 Sept 2018 | by-period | 2018-09-30 | 2018-06-30 | sure
30/9/18-31/3/19 | by-period | 2019-03-31 | 2018-09-30 | sure
1.4.2018-31.3.2019 | by-period | 2019-03-31 | 2018-04-01 | convention
Priority 2 March 2019 | by-month | 2019-03-31 | - | ambiguous
Phase 1 June 2018, Phase 2 Dec 2018 | several-dates | 2018-06-30 2018-12-31 | - | ambiguous
1. June 2018 2. September 2018 | several-dates | 2018-06-30 2018-09-30 | - | ambiguous
Objective 31 March 2019 | by-date | 2019-03-31 | - | sure
5-9 March 2018 | by-period | 2018-03-09 | 2018-03-05 | sure
Dec 2017 - Mar 2018 | by-period | 2018-03-31 | 2017-12-01 | convention
November - March 2018 | by-period | 2018-03-31 | 2017-11-01 | convention
Jan-Mar 18 | by-period | 2018-03-31 | 2018-01-01 | convention
between July and September 2018 | by-period | 2018-09-30 | 2018-07-01 | convention
From April 2018 to March 2019 | by-period | 2019-03-31 | 2018-04-01 | convention
June/July 2012 | by-period | 2012-07-31 | 2012-06-01 | ambiguous
2017-20 | by-period | 2020-03-31 | 2017-04-01 | ambiguous
within 3 months | by-period | 2018-01-31 | 2017-10-31 | ambiguous
3 mths | by-period | 2018-01-31 | 2017-10-31 | ambiguous
within 2 yrs | by-period | 2019-10-31 | 2017-10-31 | ambiguous
over the next 12 months | by-period | 2018-10-31 | 2017-10-31 | ambiguous
lifetime of the plan | by-period | 2020-03-31 | 2017-04-01 | convention
Q3 2018/19 | by-quarter | 2018-12-31 | 2018-10-01 | convention
2018/19 Q3 | by-quarter | 2018-12-31 | 2018-10-01 | convention
3rd Qtr 2018/19 | by-quarter | 2018-12-31 | 2018-10-01 | convention
end of Q2 2018/19 | by-quarter | 2018-09-30 | - | sure
Q4 2018 | by-quarter | 2019-03-31 | 2019-01-01 | ambiguous
Q2 | by-quarter | - | - | ambiguous
2018/19 | by-year | 2019-03-31 | 2018-04-01 | sure
FY 2018/19 | by-year | 2019-03-31 | 2018-04-01 | sure
academic year 2018/19 | by-year | 2019-08-31 | 2018-09-01 | sure
calendar year 2018 | by-year | 2018-12-31 | 2018-01-01 | sure
by end of 2018 | by-year | 2018-12-31 | - | convention
2018 | by-year | 2018-12-31 | 2018-01-01 | ambiguous
by year end | by-year | - | - | ambiguous
18/19 | by-year | 2019-03-31 | 2018-04-01 | ambiguous
Autumn 2019 | by-season | 2019-11-30 | 2019-09-01 | ambiguous
Winter 2018/19 | by-season | 2019-02-28 | 2018-12-01 | ambiguous
Spring term 2018 | by-season | 2018-03-31 | 2018-01-01 | convention
Autumn term 2018/19 | by-season | 2018-12-31 | 2018-09-01 | convention
Autumn term 1 2018 | by-season | 2018-10-31 | 2018-09-01 | convention
Autumn term 2 2018 | by-season | 2018-12-31 | 2018-11-01 | convention
Autumn half term 2018 | by-season | 2018-10-31 | 2018-10-01 | convention
Year 2 | year-of-plan | 2019-03-31 | 2018-04-01 | convention
Years 1 to 3 | year-of-plan | 2020-03-31 | 2017-04-01 | convention
Year 4 | year-of-plan | - | - | unresolvable
January 2018 and ongoing | from-and-ongoing | 2018-01-31 | 2018-01-01 | ambiguous
April 2018 onwards | from-and-ongoing | - | 2018-04-01 | convention
from April 2018 | from-and-ongoing | - | 2018-04-01 | convention
After July 2018 | from-and-ongoing | - | 2018-08-01 | convention
Started April 2017 - ongoing | from-and-ongoing | - | 2017-04-01 | convention
Ongoing | ongoing | - | - | sure
on-going | ongoing | - | - | sure
Rolling programme | ongoing | - | - | sure
Throughout the year | ongoing | - | - | sure
open-ended | ongoing | - | - | sure
Continuous | ongoing | - | - | sure
immediate | event-driven | - | 2017-10-31 | ambiguous
ASAP | event-driven | - | 2017-10-31 | ambiguous
Following each Annual Report | event-driven | - | - | ambiguous
Once the review is complete | event-driven | - | - | sure
Once only | unknown | - | - | unresolvable
within 6 weeks of publication | event-driven | - | - | sure
next Board meeting | event-driven | - | - | sure
as required | event-driven | - | - | sure
Following the inspection of March 2017 | event-driven | - | - | ambiguous
As per actions in the Plan - ongoing | elsewhere | - | - | unresolvable
In line with the Early Help Strategy | elsewhere | - | - | unresolvable
each Board meeting | per-meeting | - | - | sure
every other meeting | per-meeting | - | - | sure
TBC | unspecified | - | - | unresolvable
complete | unspecified | - | - | unresolvable
N/A | unspecified | - | - | unresolvable
  | unspecified | - | - | unresolvable
72 hour timescale | unknown | - | - | unresolvable
within 72 hours | unknown | - | - | unresolvable
3 workshops | unknown | - | - | unresolvable
Level 3 | unknown | - | - | unresolvable
24/7 | unknown | - | - | unresolvable
12.2-12.5 | unknown | - | - | unresolvable
may be required | unknown | - | - | unresolvable
Working Together 2018 | unknown | - | - | ambiguous
Year 6 pupils | unknown | - | - | ambiguous
S11 audits for 2017-18 | unknown | - | - | ambiguous
""".strip("\n").splitlines()


@pytest.mark.parametrize("line", DATED)
def test_words_are_read_as(line):
    words, kind, due, start, certainty = (part.strip() for part in line.split(" | "))
    reading = read_timescale(words, **PLAN)
    assert (
        reading.kind,
        reading.due_dates,
        str(reading.starts_on or "-"),
        reading.certainty,
    ) == (kind, days(due) if due != "-" else (), start, certainty)


# words; rules; certainty
RECURRING = """
monthly | FREQ=MONTHLY | sure
quarterly | FREQ=MONTHLY;INTERVAL=3 | sure
1/4ly | FREQ=MONTHLY;INTERVAL=3 | sure
¼ly | FREQ=MONTHLY;INTERVAL=3 | sure
3 monthly | FREQ=MONTHLY;INTERVAL=3 | sure
six-monthly | FREQ=MONTHLY;INTERVAL=6 | sure
half-yearly | FREQ=MONTHLY;INTERVAL=6 | sure
twice a year | FREQ=MONTHLY;INTERVAL=6 | sure
4 times per year | FREQ=MONTHLY;INTERVAL=3 | sure
every other month | FREQ=MONTHLY;INTERVAL=2 | sure
every 6 weeks | FREQ=WEEKLY;INTERVAL=6 | sure
once every six months | FREQ=MONTHLY;INTERVAL=6 | sure
every 3 mths | FREQ=MONTHLY;INTERVAL=3 | sure
each qtr | FREQ=MONTHLY;INTERVAL=3 | sure
fortnightly | FREQ=WEEKLY;INTERVAL=2 | sure
½-yearly | FREQ=MONTHLY;INTERVAL=6 | sure
3x pa | FREQ=MONTHLY;INTERVAL=4 | sure
twice p.a. | FREQ=MONTHLY;INTERVAL=6 | sure
quaterly | FREQ=MONTHLY;INTERVAL=3 | sure
x4 per year | FREQ=MONTHLY;INTERVAL=3 | sure
quarterly 2018/19 | FREQ=MONTHLY;INTERVAL=3;UNTIL=20190331 | sure
monthly during Q3 18/19 | FREQ=MONTHLY;UNTIL=20181231 | convention
Termly (autumn, spring, summer) | FREQ=YEARLY;BYMONTH=3,7,12;BYMONTHDAY=-1 | convention
Yearly - July | FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=-1 | convention
annually | FREQ=YEARLY | sure
every two years | FREQ=YEARLY;INTERVAL=2 | sure
biennial | FREQ=YEARLY;INTERVAL=2 | sure
termly | FREQ=MONTHLY;INTERVAL=4 | convention
half-termly | FREQ=MONTHLY;INTERVAL=2 | convention
bi-monthly | FREQ=MONTHLY;INTERVAL=2 | ambiguous
bi-annually | FREQ=MONTHLY;INTERVAL=6 | ambiguous
bi-weekly | FREQ=WEEKLY;INTERVAL=2 | ambiguous
weekly on Mondays | FREQ=WEEKLY;BYDAY=MO | sure
first Monday of the month | FREQ=MONTHLY;BYDAY=1MO | sure
every March | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1 | convention
31 July each year | FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=31 | sure
Quarterly (Jan, Apr, Jul, Oct) | FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=-1 | convention
twice yearly in April and October | FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=-1 | convention
Quarterly - starting in April | FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=-1 | ambiguous
end of each quarter | FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1 | convention
Quarterly until March 2019 | FREQ=MONTHLY;INTERVAL=3;UNTIL=20190331 | convention
quarterly from April 2018 | FREQ=MONTHLY;INTERVAL=3 | sure
First report July 2018 then quarterly | FREQ=MONTHLY;INTERVAL=3 | ambiguous
2 per year | FREQ=MONTHLY;INTERVAL=6 | sure
3 per annum | FREQ=MONTHLY;INTERVAL=4 | sure
2 per week | FREQ=WEEKLY;BYDAY=MO,TH | convention
3 visits per week | - | unresolvable
Twice-yearly | FREQ=MONTHLY;INTERVAL=6 | sure
6 wkly | FREQ=WEEKLY;INTERVAL=6 | sure
mthly | FREQ=MONTHLY | sure
every 25/12 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25 | sure
every 31/12 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31 | sure
5 times a year | - | unresolvable
""".strip("\n").splitlines()


@pytest.mark.parametrize("line", RECURRING)
def test_how_often_is_read_as(line):
    words, rules, certainty = (part.strip() for part in line.split(" | "))
    reading = read_timescale(words, **PLAN)
    assert (reading.kind, "".join(reading.rules).removeprefix("RRULE:") or "-", reading.certainty) == (
        Kind.RECURRING,
        rules,
        certainty,
    )


def test_one_fitting_year_is_taken_by_convention_and_several_are_offered():
    one_year = {"plan_start": date(2018, 4, 1), "plan_end": date(2019, 3, 31)}
    settled = read_timescale("by July", **one_year)
    assert (settled.due_dates, settled.certainty) == ((date(2018, 7, 31),), Certainty.CONVENTION)
    asked = read_timescale("by July", **PLAN)
    assert asked.due_dates == ()
    assert [other.due_dates for other in asked.other_readings] == [(date(2018, 7, 31),), (date(2019, 7, 31),)]
    assert read_timescale("by July").certainty == Certainty.UNRESOLVABLE


@pytest.mark.parametrize(
    ("words", "first", "last", "certainty"),
    [
        ("Oct-Dec", "2018-10-01", "2018-12-31", Certainty.CONVENTION),
        ("Nov to Feb", "2018-11-01", "2019-02-28", Certainty.CONVENTION),
        ("3-7 September", "2018-09-03", "2018-09-07", Certainty.CONVENTION),
        ("30 June - 15 July", "2018-06-30", "2018-07-15", Certainty.CONVENTION),
        ("June / July", "2018-06-01", "2018-07-31", Certainty.AMBIGUOUS),
    ],
)
def test_a_span_without_a_year_is_due_on_its_last_day_as_one_with_a_year_is(words, first, last, certainty):
    reading = read_timescale(words, plan_start=date(2018, 4, 1), plan_end=date(2019, 3, 31))
    assert (str(reading.starts_on), reading.due_dates, reading.certainty) == (first, days(last), certainty)
    offered = [other.due_dates for other in read_timescale(words, **PLAN).other_readings]
    assert all(len(due) == 1 for due in offered)
    assert days(last) in offered


@pytest.mark.parametrize("words", ["From September", "September onwards", "After the summer holidays"])
def test_what_begins_in_a_month_without_a_year_begins_in_each_year_that_is_offered(words):
    offered = read_timescale(words, **PLAN).other_readings
    assert [(str(other.starts_on), other.due_dates) for other in offered] == [
        ("2018-09-01", ()),
        ("2019-09-01", ()),
    ]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("30 Setpember 2018", "2018-09-30"),
        ("Novemeber 2018", "2018-11-30"),
        ("by end of Augst 2018", "2018-08-31"),
        ("Arpil - Ocotber 2018", "2018-10-31"),
        ("DECEMEBER 18", "2018-12-31"),
    ],
)
def test_a_month_with_a_slip_is_read_and_its_words_stay(words, due):
    reading = read_timescale(words, **PLAN)
    assert (reading.due_dates, reading.text) == (days(due), words)
    assert all(each.words in words for each in reading.milestones)
    assert all(each.words in words for other in reading.other_readings for each in other.milestones)


@pytest.mark.parametrize("words", ["Augusta 2018", "Marsh 2018", "Avril 2018", "Octobers"])
def test_a_word_that_only_looks_like_a_month_is_none(words):
    assert read_timescale(words, **PLAN).due_dates == ()


def test_a_day_that_is_not_in_the_calendar_is_told_beside_one_without_a_year():
    reading = read_timescale("28 June and 31 June", plan_start=date(2018, 4, 1), plan_end=date(2019, 3, 31))
    assert reading.explanation == "Read as 28 June 2018; 31 June is not in the calendar."
    assert reading.certainty == Certainty.UNRESOLVABLE


def test_twelfths_that_may_be_months_ask_even_where_the_plan_holds_one_such_day():
    one_year = {"plan_start": date(2018, 4, 1), "plan_end": date(2019, 3, 31)}
    assert read_timescale("6/12", **one_year).certainty == Certainty.AMBIGUOUS
    assert read_timescale("25/12", **one_year).certainty == Certainty.CONVENTION


def test_a_year_of_the_plan_needs_the_plan():
    assert read_timescale("Year 2").certainty == Certainty.UNRESOLVABLE
    assert read_timescale("Year 2").due_dates == ()


def test_recurrence_without_the_plan_has_rules_and_no_dates():
    reading = read_timescale("Annually - August and February")
    assert reading.rules == ("RRULE:FREQ=YEARLY;BYMONTH=2,8;BYMONTHDAY=-1",)
    assert reading.due_dates == ()


def test_the_boards_own_year_moves_the_quarters():
    assert read_timescale("Q1 2018", year_starts_in=1).due_dates == (date(2018, 3, 31),)
    assert read_timescale("Q1 2018/19", year_starts_in=9).due_dates == (date(2018, 11, 30),)
    with pytest.raises(ValueError, match="month from 1 to 12"):
        read_timescale("Q1", year_starts_in=13)


@pytest.mark.parametrize(
    ("words", "due", "certainty"),
    [
        ("2018/19", "2019-03-31", Certainty.AMBIGUOUS),
        ("FY 18/19", "2019-03-31", Certainty.CONVENTION),
        ("Q2 18/19", "2018-09-30", Certainty.AMBIGUOUS),
        ("first half of 2018/19", "2018-09-30", Certainty.AMBIGUOUS),
        ("Q2 2018", "2018-06-30", Certainty.CONVENTION),
        ("2018", "2018-12-31", Certainty.CONVENTION),
    ],
)
def test_two_years_are_none_of_a_board_whose_year_begins_in_january(words, due, certainty):
    reading = read_timescale(words, year_starts_in=1)
    assert (reading.due_dates, reading.certainty) == (days(due), certainty)


def test_day_first_with_the_other_order_on_offer():
    reading = read_timescale("03/04/2018")
    assert reading.due_dates == (date(2018, 4, 3),)
    assert [other.due_dates for other in reading.other_readings] == [(date(2018, 3, 4),)]


def test_a_weekday_that_does_not_fit_is_pointed_out():
    reading = read_timescale("Friday 5 March 2018")
    assert reading.explanation == "Read as 5 March 2018, which is a Monday, not a Friday."
    assert reading.other_readings[0].due_dates == (date(2018, 3, 2),)


@pytest.mark.parametrize(
    ("words", "precision"),
    [
        ("31/03/16", Precision.DAY),
        ("July 2018", Precision.MONTH),
        ("Autumn 2019", Precision.SEASON),
        ("Q3 2018/19", Precision.QUARTER),
        ("2018/19", Precision.YEAR),
        ("Following a review", Precision.EVENT),
    ],
)
def test_milestones_say_how_exact_they_are_and_which_words_were_read(words, precision):
    (milestone,) = read_timescale(words).milestones
    assert (milestone.precision, milestone.words) == (precision, words)


def test_another_reading_has_no_readings_of_its_own():
    for line in (*DATED, *RECURRING):
        for other in read_timescale(line.split(" | ")[0], **PLAN).other_readings:
            assert other.other_readings == ()
            assert other.words


def test_a_text_of_very_many_dates_says_where_reading_stopped():
    reading = read_timescale(
        "; ".join(f"{day}/01/20{year}" for year in range(20, 30) for day in range(13, 29))
    )
    assert "only the first 60 dates were read" in reading.explanation
    assert reading.certainty == Certainty.AMBIGUOUS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ongoing (review 31 June 2018)", "31 June 2018, which is not in the calendar"),
        ("Completed, next review 31 April 2018", "31 April 2018, which is not in the calendar"),
        ("Ongoing, formal review Year 4", "year 4 of the plan, which the plan does not have"),
    ],
)
def test_a_review_on_no_day_at_all_says_so(words, said):
    reading = read_timescale(words, **PLAN)
    assert reading.explanation.endswith(f"to be looked at again by {said}.")
    assert (reading.review_on, reading.due_dates, reading.needs_asking) == (None, (), True)
    assert read_timescale(words).review_on is None


def test_the_last_day_of_the_month_is_offered_for_a_review_that_is_not_in_the_calendar():
    (offered,) = read_timescale("Ongoing (review 31 June 2018)", **PLAN).other_readings
    assert (offered.review_on, offered.ongoing) == (date(2018, 6, 30), True)


def test_a_number_before_a_month_that_counts_something_may_be_the_day():
    (other,) = read_timescale("Priority 2 March 2019").other_readings
    assert other.due_dates == (date(2019, 3, 2),)


@pytest.mark.parametrize(
    "words",
    ["by Spring 26 Sept Dec 2018", "June 2018 completed as part of 12.2-12.5 (by 31 March 2019)"],
)
def test_what_is_said_beside_a_date_leaves_readings_to_choose_from(words):
    reading = read_timescale(words, **PLAN)
    assert reading.other_readings
    assert all(other.other_readings == () for other in reading.other_readings)
