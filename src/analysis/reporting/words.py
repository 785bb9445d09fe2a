"""Words for columns and for the values in them, in the reader's language.

The words are marked with ``_`` where they are listed and translated when they are shown, so that
a notebook that runs in Dutch reads in Dutch.
"""

from analysis import codebook, session
from analysis.errors import DataProblem
from analysis.language import gettext, listing, pick


def _(message: str) -> str:
    """Mark a message for the catalogue without translating it yet."""
    return message


COLUMNS = {
    "n": _("people"),
    "count": _("number"),
    "share": _("share"),
    "score": _("score"),
    "interval": _("margin of uncertainty"),
    "interval_90": _("margin (90%)"),
    "estimate": _("estimate"),
    "se": _("standard error"),
    "se_type": _("kind of standard error"),
    "df": _("degrees of freedom"),
    "p": _("p-value"),
    "term": _("term"),
    "level": _("level"),
    "unit": _("unit"),
    "n_persons": _("people"),
    "n_units": _("units"),
    "team_id": _("team"),
    "school_id": _("school or location"),
    "board_id": _("board"),
    "wave": _("wave"),
    "sector": _("sector"),
    "role": _("role"),
    "tenure_band": _("years of service"),
    "invited": _("invited"),
    "answered": _("answered"),
    "used": _("used"),
    "response_share": _("response"),
    "table": _("table"),
    "file": _("file"),
    "rule": _("rule"),
    "fate": _("what happened"),
    "rows": _("rows"),
    "cells": _("values"),
    "mark": _("mark"),
    "change": _("change"),
    "column": _("column"),
    "reason": _("reason"),
    "item": _("question"),
    "value": _("value"),
    "measure": _("measure"),
    "format": _("format"),
    "encoding": _("encoding"),
    "separator": _("separator"),
    "decimal": _("decimal mark"),
    "n_rows": _("rows"),
    "n_columns": _("columns"),
    "header_rows": _("header rows"),
    "question": _("question"),
    "notebook": _("page"),
    "uses": _("data it uses"),
    "extent": _("with these data"),
    "has": _("in this study"),
    "alpha": _("Cronbach's alpha"),
    "alpha_within": _("alpha within teams"),
    "omega": _("omega"),
    "icc1": _("ICC(1)"),
    "icc2": _("ICC(2)"),
    "rwg_j": _("r_wg(j)"),
    "design_effect": _("design effect"),
    "effective_n": _("effective n"),
    "n_teams": _("teams"),
    "n_items": _("questions"),
    "opening": _("in service at the start"),
    "joiners": _("came"),
    "leavers": _("left"),
    "internal_in": _("moved in"),
    "internal_out": _("moved out"),
    "closing": _("in service at the end"),
    "rate": _("turnover"),
    "window": _("school year"),
    "part": _("found in"),
    "signal": _("compared with the signal value for 1F"),
    "who": _("who answered"),
    "part_of_change": _("part of the change of the mean, in points"),
    "team_slope": _("points of the outcome for each point of the exposure, over teams"),
    "before": _("first time"),
    "after": _("last time"),
    "basis": _("whose answers"),
    "sign": _("sign"),
    "position": _("beside all together"),
    "taken_from": _("scores from"),
    "n_units_left_out": _("too small to be split"),
    "invariance": _("same meaning in all units"),
    "model": _("equal in all waves"),
    "cfi": _("CFI"),
    "rmsea": _("RMSEA"),
    "cfi_drop": _("fall of CFI"),
    "p_difference": _("p of the difference"),
    "pupils": _("pupils"),
    "withheld": _("withheld by the source"),
    "at_1f": _("share at 1F"),
    "at_target": _("share at the target"),
    "least": _("at least"),
    "most": _("at most"),
    "definition": _("definition"),
    "exit_class": _("kind of exit"),
    "group": _("group"),
    "permission": _("use"),
    "decision": _("decision"),
    "statistic": _("statistic"),
    "step": _("step"),
    "difference": _("difference"),
    "without": _("without this rule"),
    "missing_share": _("not filled in"),
    "exit_share": _("left within 12 months"),
    "item_id": _("question"),
    "page": _("page"),
    "left": _("left"),
    "per_100": _("more (+) or fewer (−) leavers of every 100, score one step higher"),
    "correlation": _("correlation over schools"),
    "package": _("package"),
    "claim": _("claim"),
    "coefficient": _("coefficient"),
    "slope": _("difference in outcome, in standard deviations per standard deviation"),
    "claim_id": _("statement no."),
    "statement": _("statement"),
    "relation": _("looked at"),
    "test": _("test"),
    "verdict": _("verdict"),
    "strength": _("strength of support"),
    "why": _("why not"),
    "tests": _("tests"),
    "first": _("topic"),
    "second": _("other topic"),
    "total": _("among people"),
    "total_interval": _("among people, margin"),
    "within": _("within units"),
    "within_interval": _("within units, margin"),
    "between": _("between units"),
    "between_interval": _("between units, margin"),
    "options": _("answers to choose from"),
    "omega_interval": _("omega, margin"),
    "alpha_interval": _("alpha, margin"),
    "spearman_brown": _("Spearman-Brown"),
    "reliability": _("reliability"),
    "construct_id": _("subject"),
    "measured_by": _("asked with"),
    "high_is": _("a high score is"),
    "is": _("as it is"),
    "wanted": _("as people want it"),
    "gap_days": _("longest break, in days"),
    "denominator": _("divided by"),
    "years": _("years since the start"),
    "survival": _("still in service"),
    "p_adjusted": _("p-value, adjusted"),
    "version": _("version"),
    "persons": _("people"),
    "section": _("part"),
    "result_measure": _("result"),
    "domain": _("domain"),
    "id": _("result"),
    "scale_id": _("scale"),
    "median_size": _("median group size"),
    "icc1_interval": _("ICC(1), margin"),
    "median_rwg_j": _("r_wg(j), median"),
    "median_rwg_j_skew": _("r_wg(j), median, skewed null"),
    "median_ad": _("average deviation, median"),
    "below_critical_share": _("agreement no better than chance"),
    "describe_share": _("may be described"),
    "attenuation": _("attenuation factor"),
    "mixed_referent": _("mixed referent"),
    "compare": _("may be compared"),
    "relate": _("may be related"),
    "item_rest": _("correlation with the rest"),
    "alpha_if_dropped": _("alpha without this question"),
    "floor_share": _("at the lowest answer"),
    "ceiling_share": _("at the highest answer"),
    "mean": _("mean"),
    "sd": _("standard deviation"),
    "interval_level": _("level of the interval"),
    "notes": _("remarks"),
    "stripped": _("columns removed"),
    "byte_order_mark": _("byte-order mark"),
    "absent_share": _("working time lost to sick leave"),
    "frequency": _("reports per person and year"),
    "duration": _("days per case"),
    "duration_capped": _("days per case, at most 730"),
    "nil_share": _("never ill, of people in service all year"),
    "cases": _("cases"),
    "case_share": _("share of cases"),
    "day_share": _("share of days ill"),
    "length_class": _("days that a case took"),
    "smallest": _("smallest effect that counts"),
    "detectable": _("smallest effect this design can see"),
    "least_without": _("lowest without one school"),
    "most_without": _("highest without one school"),
    "how_sure": _("how sure"),
    "robustness": _("robustness value"),
    "robustness_interval": _("robustness value, interval"),
    "bound": _("left with a cause as strong as the benchmark"),
    "benchmark": _("benchmark"),
    "type_1": _("found without an effect"),
    "type_1_error": _("its Monte Carlo error"),
    "coverage": _("margin holds the effect"),
    "coverage_error": _("its Monte Carlo error"),
    "sign_error": _("wrong sign"),
    "family": _("tests made together"),
    "way": _("way"),
    "p_floor": _("smallest possible p-value"),
    "draws": _("draws"),
    "hazard_ratio": _("times the pace of leaving"),
    "e_value": _("E-value"),
    "e_value_interval": _("E-value, interval"),
    "groups": _("groups"),
    "prior_share": _("pupils with an earlier score"),
    "assigned_share": _("groups of which staff are known"),
    "named_share": _("groups of which a person is known"),
    "move": _("way"),
    "cohort": _("started in"),
    "entered_as": _("came in as"),
    "months": _("months"),
    "rate_kind": _("counted in"),
    "remark": _("what stands out"),
    "incidence_share": _("gone for this reason"),
    "aspect": _("what"),
    "counted": _("how it is counted here"),
    "card": _("national figure"),
    "answer": _("in this study"),
    "bias": _("the rate of this page beside it"),
    "unknown": _("gone, not known where"),
    "least_share": _("at least"),
    "most_share": _("at most"),
    "in_service": _("in service"),
    "in_schools": _("schools with an intercept of their own"),
    "in_schools_interval": _("margin of uncertainty"),
    "ratio": _("ratio, score one step higher; 1 is no difference"),
    "chi2": _("chi-square"),
    "counting": _("counted"),
    "year": _("year"),
    "weighting": _("school weighting"),
    "exposure": _("what staff said"),
    "outcome": _("scores in"),
    "method": _("method"),
    "where": _("lies with"),
    "listed": _("on the personnel file"),
    "weighted": _("weighted"),
    "weighted_interval": _("weighted, margin"),
    "largest": _("largest weight"),
    "margin": _("people split by"),
    "fmi": _("fraction of information missing"),
    "m": _("times filled in"),
    "from_start": _("distance in standard deviations"),
    "effect": _("beyond what was expected, drawn towards the mean"),
    "matched": _("matched"),
    "unmatched": _("not matched"),
    "kind": _("kind"),
    "path": _("way"),
    "mc_interval": _("margin (Monte Carlo)"),
    "source": _("from"),
    "target": _("to"),
    "last": _("last topic"),
    "icc": _("ICC"),
    "r2_marginal": _("R², terms"),
    "r2_conditional": _("R², terms and schools"),
    "pupil_sd": _("difference in standard deviations"),
    "absence_points": _(
        "more (+) or fewer (−) of every 100 working days lost, where the mean is one step higher"
    ),
}

VALUES = {
    "extent": {"whole": _("whole"), "part": _("in part"), "not": _("not")},
    "role": {
        "leader": _("leader"),
        "teacher": _("teacher"),
        "care": _("pedagogical employee"),
        "assistant": _("assistant"),
        "support": _("support staff"),
        "trainee": _("trainee"),
        "other": _("other"),
    },
    "tenure_band": {
        "0-2": _("0 to 2 years"),
        "3-5": _("3 to 5 years"),
        "6-10": _("6 to 10 years"),
        "11-20": _("11 to 20 years"),
        "21+": _("21 years or more"),
        "change": _("change from one band to the next"),
    },
    "sector": {
        "primary": _("primary education"),
        "secondary": _("secondary education"),
        "special": _("special education"),
        "vocational": _("vocational education"),
        "childcare": _("childcare"),
    },
    "level": {
        "person": _("person"),
        "team": _("team"),
        "school": _("school or location"),
        "board": _("board"),
        "within": _("within schools"),
        "between": _("between schools"),
        "over_time": _("within schools, from year to year"),
        "latent": _("between units, without the noise of means"),
        "contextual": _("between minus within"),
        "pooled": _("between schools"),
    },
    "section": {
        "leaving": _("safety and leaving"),
        "intention": _("safety and the intention to leave"),
        "satisfaction": _("learning and satisfaction"),
        "needs_exit": _("learning and leaving"),
        "year_before": _("safety and leaving, a year in between"),
    },
    "weighting": {
        "low": _("low weighting"),
        "middle": _("in between"),
        "high": _("high weighting"),
    },
    "where": {
        "study": _("the study"),
        "school": _("the school"),
        "pupil": _("the pupil"),
    },
    "method": {
        "complete": _("pupils with an earlier score"),
        "answered_all": _("who answered all topics"),
        "imputed_topics": _("open topics filled in"),
        "imputed": _("earlier score filled in"),
        "imputed_lower": _("filled in, lower than expected"),
        "imputed_higher": _("filled in, higher than expected"),
    },
    "kind": {
        "arrow": _("arrow"),
        "direct": _("direct"),
        "way": _("by way of a topic"),
        "indirect": _("by way of all topics"),
        "total": _("in all"),
    },
    "reason": {
        "first_year": _("no earlier year in this study"),
        "school_not_measured": _("not measured at this school before"),
        "new_pupil": _("not at a school of this study before"),
        "pupil_not_measured": _("this pupil was not measured before"),
        "skipped": _("seen, not answered"),
        "not_applicable": _("does not apply"),
        "dont_know": _("do not know"),
        "prefer_not": _("would rather not say"),
        "not_asked": _("not asked"),
        "declared_missing": _("called missing by the file"),
        "dropped_out": _("stopped before this question"),
    },
    "exit_class": {
        "natural": _("natural (pension, death)"),
        "internal": _("internal move"),
        "voluntary": _("voluntary"),
        "involuntary": _("involuntary"),
        "end_of_temporary_contract": _("end of temporary contract"),
        "unknown": _("unknown"),
        "other": _("another reason"),
    },
    "move": {
        "joiner": _("came from outside"),
        "internal_in": _("moved in from another school"),
        "leaver": _("left the board"),
        "internal_out": _("moved out to another school"),
    },
    "entered_as": {
        "career_changer": _("people from another career"),
        "others": _("all others"),
    },
    "in_service": {
        "all_year": _("all year"),
        "part_year": _("part of the year"),
    },
    "remark": {
        "no_person": _("contract without a person"),
        "no_start": _("contract without a first day"),
        "end_before_start": _("contract that ends before it begins"),
        "no_unit": _("contract without a board"),
        "replacement": _("replacement contract, which does not count here"),
        "not_main_job": _("job beside the main job, which does not count here"),
        "too_small": _("contract under the smallest size that counts"),
        "not_started": _("contract that begins after the export"),
        "no_school": _("contract without a known school, counted for the board only"),
        "no_hours": _("contract without hours for more than a year"),
        "two_boards": _("person in service with two boards at once, counted with each"),
        "unknown_reason": _("departure of which the reason is not known"),
    },
    "rate_kind": {
        "heads": _("people"),
        "fte": _("full jobs"),
        "clustered": _("people, margin over schools"),
    },
    "card": {
        "sector_stamos": _("outflow from the sector (STAMOS)"),
        "azw": _("mobility in care and childcare (AZW)"),
        "nces": _("stayers, movers and leavers (NCES)"),
    },
    "fate_of_staff": {
        "stayer": _("stayed at the school"),
        "mover": _("moved to another school"),
        "leaver": _("left the sector"),
        "unknown": _("gone, not known where"),
    },
    "table": {
        "units": _("schools and teams"),
        "invited": _("invitations"),
        "answers": _("answers to the questionnaire"),
        "learning_habits": _("learning habits"),
        "contracts": _("contracts"),
        "absences": _("sick leave"),
        "pupils": _("pupils' results"),
        "assignments": _("who works with which group"),
        "school_results": _("results per school"),
        "school_scores": _("published survey scores per school"),
        "school_staff": _("published staff figures per school"),
        "initiatives": _("innovations"),
        "practices": _("activities"),
        "training": _("training"),
        "talks": _("talks"),
        "observations": _("observations"),
        "ties": _("who works with whom"),
        "reflections": _("reflection cycles"),
    },
    "domain": {
        "language": _("language"),
        "arithmetic": _("arithmetic"),
        "wellbeing": _("wellbeing"),
        "involvement": _("involvement"),
        "mindset": _("growth mindset"),
        "broad_skill": _("broad skills"),
        "other": _("another domain"),
    },
    "length_class": {
        "1-7": _("1 to 7"),
        "8-42": _("8 to 42"),
        "43-91": _("43 to 91"),
        "92-182": _("92 to 182"),
        "183-365": _("183 to 365"),
        "366-730": _("366 to 730"),
        "731+": _("731 or more"),
    },
    "definition": {
        "mean_stock": _("mean daily stock"),
        "opening_closing": _("mean of start and end"),
        "opening": _("people present at the start"),
        "person_years": _("person-years"),
        "count_date": _("count date to count date"),
    },
    "verdict": {
        "supported": _("supported"),
        "contradicted": _("contradicted"),
        "too_small": _("too small to matter"),
        "undecided": _("cannot be told yet"),
        "not_testable": _("cannot be tested"),
    },
    "strength": {
        "": "–",
        "weak": _("weak"),
        "fair": _("fair"),
        "strong": _("strong"),
    },
    "high_is": {
        "favourable": _("favourable"),
        "unfavourable": _("unfavourable"),
    },
    "group": {
        "low": _("low score"),
        "middle": _("in between"),
        "high": _("high score"),
    },
    "step": {
        "answers": _("questionnaires"),
        "no_day": _("no day of answering"),
        "no_school": _("no school"),
        "no_score": _("no score"),
        "not_in_hr": _("not found in the HR export"),
        "not_in_service": _("not in service on that day"),
        "two_boards": _("in service with two boards"),
        "follow_up_incomplete": _("period not over at the day of export"),
        "analysed": _("analysed"),
        "scores": _("schools with a score"),
        "enough_answers": _("with enough answers"),
        "followed": _("with a full year after it"),
        "results": _("schools with a result"),
        "both": _("schools in both tables"),
        "both_known": _("schools with both figures known"),
        "invited": _("invited"),
        "received": _("questionnaires received"),
        "usable": _("usable after cleaning"),
        "scored": _("with a score"),
        "all": _("all"),
        "placed": _("of which the school is known"),
        "score_known": _("with a score and a day"),
        "measured_before": _("with a questionnaire at the right time before it"),
        "team_scored": _("teams with enough answers"),
        "school_scored": _("school with enough answers"),
        "group_assigned": _("of which it is known who works with the group"),
        "prior_known": _("with an earlier score"),
        "answered_again": _("answered again"),
        "school_figures": _("schools with a figure"),
    },
    "counted": {
        "staff": _("staff"),
        "answers": _("answers"),
        "teams": _("teams"),
        "schools": _("schools"),
        "groups": _("groups of pupils"),
        "pupils": _("results of pupils"),
    },
    "se_type": {
        "bootstrap": _("schools drawn again"),
        "robust": _("robust to clusters"),
        "simulated": _("drawn from a plain relation"),
    },
    "benchmark": {
        "prior": _("the earlier score"),
        "weighting": _("the school weighting"),
    },
    "way": {
        "CR2": _("robust to clusters (CR2), Satterthwaite"),
        "CR3": _("robust to clusters (CR3)"),
        "wild": _("wild bootstrap of schools"),
        "webb": _("wild bootstrap, six-point draws"),
        "permutation": _("schools dealt out again"),
        "REML": _("random intercept, Satterthwaite"),
    },
    "signal": {
        "yes": _("under the signal value"),
        "no": _("not under the signal value"),
        "unclear": _("cannot be told"),
    },
    "who": {
        "stayers": _("both times"),
        "joiners": _("the last time only"),
        "leavers": _("the first time only"),
        "total": _("everyone"),
    },
    "basis": {
        "all": _("everyone"),
        "without_marked": _("without marked people"),
        "marked": _("marked people"),
    },
    "sign": {
        "long_run": _("the same answer to half of the questions in a row"),
        "irv": _("nearly the same answer everywhere"),
        "distance_p": _("a pattern far from that of others"),
        "even_odd": _("answers within topics that do not go together"),
        "synonyms": _("other answers to questions that say the same"),
        "seconds_per_question": _("too fast to read the questions"),
        "marked": _("two or more of these"),
    },
    "position": {
        "lower": _("lower"),
        "not_distinguishable": _("cannot be told apart"),
        "higher": _("higher"),
        "not_compared": _("not compared"),
    },
    "taken_from": {
        "whole": _("the whole team, both scales"),
        "same_half": _("half a team, both scales"),
        "split": _("one scale from each half"),
        "inflation": _("difference: whole team minus each half"),
        "same_source": _("difference: same half minus each half"),
    },
    "invariance": {
        "held": _("not refuted"),
        "refuted": _("refuted"),
        "not_tested": _("not tested"),
    },
    "model": {
        "configural": _("one factor"),
        "metric": _("one factor, loadings"),
        "scalar": _("one factor, loadings and intercepts"),
    },
    "part": {
        "matched": _("both, in service on that day"),
        "not_in_service": _("both, not in service on that day"),
        "only_survey": _("the questionnaire only"),
        "unusable": _("both, answers set aside"),
        "only_hr": _("the personnel file only"),
    },
    "unit": {
        "team": _("team"),
        "school": _("school or location"),
        "board": _("board"),
    },
    "permission": {
        "describe": _("describe"),
        "compare": _("compare"),
        "relate": _("relate"),
    },
}


UNITS = {
    "team": _("teams"),
    "school": _("schools or locations"),
    "board": _("boards"),
}


def units(unit: str) -> str:
    """What several units of a kind are called: ``units("team")`` is "teams"."""
    return gettext(UNITS[unit]) if unit in UNITS else gettext(_("units"))


def column_label(column: str) -> str:
    """What a column is called for the reader."""
    return gettext(COLUMNS[column]) if column in COLUMNS else column.replace("_", " ")


def value_label(column: str, value: object) -> str:
    """What a value of a category column is called for the reader."""
    known = VALUES.get(column, {})
    if value in known:
        return gettext(known[value])
    by_column = {
        "rule": _rule,
        "change": _change,
        "fate": _rule,
        "item_id": _item_text,
        "scale_id": _scale_name,
        "construct_id": _construct_name,
        "term": _term,
        "variable": _variable,
        "first": _scale_name,
        "second": _scale_name,
        "team_id": _unit_name,
        "school_id": _unit_name,
        "board_id": _unit_name,
        "measure": _unit_name,
        "result_measure": _unit_name,
        "counting": _counting,
        "exposure": _exposure,
        "outcome": _topic,
        "source": _topic,
        "target": _topic,
        "last": _topic,
        "path": _path,
    }
    return by_column.get(column, str)(str(value))


def _change(change: str) -> str:
    from analysis.cleaning.audit import change_label

    return change_label(change)


def _rule(rule: str) -> str:
    from analysis.cleaning.audit import rule_label

    return rule_label(rule)


def _item_text(item_id: str) -> str:
    """The question itself, as it was asked."""
    items = codebook.current().items
    return pick(items.loc[item_id], "text") if item_id in items.index else item_id


def _scale_name(scale_id: str) -> str:
    """What a scale is called inside a sentence."""
    scales = codebook.current().scales
    if scale_id not in scales.index:
        return scale_id
    name = pick(scales.loc[scale_id], "name")
    return name[:1].lower() + name[1:]


def _construct_name(construct_id: str) -> str:
    """What a subject is called; its own name where a study has subjects that we do not know."""
    known = codebook.constructs()
    if construct_id not in known.index:
        return construct_id
    return pick(known.loc[construct_id], "name")


def _variable(name: str) -> str:
    """A scale by its name, a question by its text."""
    return _item_text(name) if name in codebook.current().items.index else _scale_name(name)


def _counting(counted: str) -> str:
    """What a step of a link counts."""
    return value_label("counted", counted)


def _exposure(name: str) -> str:
    """What staff said: told apart from a domain of pupils that has the same name."""
    topic = _topic(name)
    same = topic in {gettext(domain) for domain in VALUES["domain"].values()}
    return gettext(_("{topic} of staff")).format(topic=topic) if same else topic


def _term(term: str) -> str:
    """A scale, several joined by "+", or what a way is called."""
    if term in VALUES["kind"]:
        return gettext(VALUES["kind"][term])
    return _topic(term) if "+" in term else _scale_name(term)


def _topic(name: str) -> str:
    """A scale, a domain, leaving, or several of them joined by "+"."""
    own = {
        "exit": _("leaving by choice"),
        "score": _("scores of pupils"),
        "turnover": _("turnover"),
    }
    if name in own:
        return gettext(own[name])
    known = VALUES["domain"]
    return listing([gettext(known[p]) if p in known else _scale_name(p) for p in name.split("+")])


def _path(path: str) -> str:
    """A way through topics, or the sum of several."""
    if path in VALUES["kind"]:
        return gettext(VALUES["kind"][path])
    return " → ".join(_topic(topic) for topic in path.split(" > "))


def _unit_name(unit_id: str) -> str:
    """Name a unit as the organisation does; its code where it has no name."""
    try:
        return session.current().names.get(unit_id, unit_id)
    except DataProblem:
        return unit_id
