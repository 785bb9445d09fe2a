"""What is planted in the example study: the structure that an analysis should find."""

from dataclasses import dataclass, field
from datetime import date

SEED = 20250901
EXTRACT_ON = date(2025, 9, 1)
OBSERVED_FROM = date(2020, 8, 1)  # contracts that ended before this day are not in the export
SCHOOL_YEARS = (2020, 2021, 2022, 2023, 2024)  # 2020 is the school year 2020/21

# Hazard years run from one survey to the next. The first two lie before the first survey.
HAZARD_YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
FIELDED = {
    "2022": (date(2022, 3, 7), date(2022, 3, 25)),
    "2023": (date(2023, 3, 6), date(2023, 3, 24)),
    "2024": (date(2024, 3, 4), date(2024, 3, 22)),
}
WAVES = tuple(FIELDED)
MODULES = {
    "2022": ("core", "safety", "feedback", "vision"),
    "2023": ("core", "safety", "leadership", "barriers"),
    "2024": ("core", "safety", "conditions"),
}

# Parts of the variance of a latent score, in the order school, leader, team, team in this
# year, person, person in this year. Each row adds up to 1. Teams differ by the first four.
LEVELS = ("school", "leader", "team", "team_year", "person", "person_year")
SHARES = {
    "team": (0.06, 0.04, 0.05, 0.03, 0.52, 0.30),
    "leadership": (0.03, 0.14, 0.04, 0.01, 0.48, 0.30),
    "person": (0.02, 0.01, 0.02, 0.01, 0.58, 0.36),
}

# Correlation of each latent scale with psychological safety.
WITH_SAFETY = {
    "psysafe": 1.00,
    "baro_open": 0.75,
    "baro_risk": 0.65,
    "errcult": 0.65,
    "hind_fear": -0.60,
    "hind_silence": -0.60,
    "hind_blame": -0.60,
    "hind_defend": -0.50,
    "hind_micro": -0.40,
    "hind_noroom": -0.50,
    "fb_give": 0.40,
    "fb_receive": 0.50,
    "fb_seek": 0.45,
    "fb_handle": 0.30,
    "fb_give_want": 0.10,
    "fb_receive_want": 0.05,
    "fb_seek_want": 0.10,
    "fb_handle_want": 0.10,
    "feedfwd": 0.35,
    "fb_taboo": -0.30,
    "fb_avoid": -0.40,
    "fb_focus": -0.35,
    "growth": 0.20,
    "innoclim": 0.55,
    "lead_learn": 0.55,
    "lead_belief": 0.50,
    "trafo_att": 0.45,
    "trafo_stim": 0.40,
    "trafo_insp": 0.40,
    "vision_sharp": 0.30,
    "vision_broad": 0.45,
    "knowshare": 0.50,
    "collab": 0.50,
    "datause": 0.25,
    "autonomy": 0.35,
    "apprec": 0.50,
    "devroom": 0.40,
    "ownership": 0.40,
    "workjoy": 0.40,
    "jobsat": 0.45,
    "workload": -0.25,
    "barr_load": -0.25,
    "barr_ontop": -0.15,
    "barr_irrel": -0.20,
    "barr_roi": -0.20,
    "resist": -0.30,
    "intent": -0.45,
    "LZ": 0.30,
    "LD": 0.20,
    "LI": 0.40,
    "LL": 0.25,
    "LL_observer": 0.50,
}
LEADERSHIP = ("lead_learn", "lead_belief", "trafo_att", "trafo_stim", "trafo_insp", "LL_observer")

# Single questions about which the literature states a share of people who agree (60 %, 50 %).
AGREE = {"fb_taboo_1": 0.57, "fb_avoid_1": 0.53}

DOMAINS = ("language", "arithmetic", "wellbeing", "involvement", "mindset")


@dataclass(frozen=True)
class Outcome:
    """What is planted for the scores of pupils in one domain.

    Attributes
    ----------
    scale : tuple of float
        Lowest and highest score.
    mean, sd : float
        Of scores of pupils in a school that adds nothing.
    reliability : float
        Share of the variance of a score that is no error of measurement.
    persistence : float
        Change of the true score per point of the true score a year before.
    sd_school : float
        Standard deviation of what schools add in a year, in standard deviations of pupils.
    direct, through : float
        Change of what a school adds, in its own standard deviations, per standard deviation of
        true safety and of true innovation climate in the spring before, each with the other
        equal. Safety and innovation climate correlate as ``WITH_SAFETY`` says.
    """

    scale: tuple[float, float]
    mean: float
    sd: float
    reliability: float
    persistence: float
    sd_school: float
    direct: float
    through: float

    @property
    def total(self) -> float:
        """Change per standard deviation of true safety, innovation climate left to follow."""
        return self.direct + self.indirect

    @property
    def indirect(self) -> float:
        """The part of it that passes through innovation climate."""
        return WITH_SAFETY["innoclim"] * self.through

    @property
    def unexplained(self) -> float:
        """Share of the variance of what schools add that neither accounts for."""
        return 1 - self.direct**2 - self.through**2 - 2 * self.direct * self.indirect


OUTCOMES = {
    "language": Outcome((0, 100), 50, 10, 0.88, 0.70, 0.25, 0.15, 0.30),
    "arithmetic": Outcome((0, 100), 50, 10, 0.90, 0.70, 0.25, 0.15, 0.30),
    "wellbeing": Outcome((1, 5), 3.6, 0.6, 0.75, 0.45, 0.35, 0.30, 0.40),
    "involvement": Outcome((1, 5), 3.5, 0.6, 0.75, 0.45, 0.35, 0.30, 0.40),
    "mindset": Outcome((1, 5), 3.4, 0.6, 0.75, 0.50, 0.30, 0.25, 0.40),
}


@dataclass(frozen=True)
class Parameters:
    """The numbers to plant; the defaults are those of ``data/example``.

    A null study sets what hangs on safety to 0: the two log odds, ``response_on_safety``,
    ``ill_within``, ``ill_between``, and ``direct`` and ``through`` of each outcome.

    Attributes
    ----------
    exit_base : float
        Log odds that an employee of average safety leaves the board within the year.
    exit_within, exit_between : float
        Change of those log odds per standard deviation of true safety: of the person around
        the school, and of the school. Both standard deviations are those of the latent
        scores in the population.
    response_base, response_on_safety : float
        Log odds of answering, and their change per standard deviation of true safety.
    leader_changes : tuple of int
        Schools that change their leader in each hazard year, per 44 schools.
    ill_school, ill_childcare : float
        Cases of sick leave per year in service of an employee of average safety.
    ill_within, ill_between : float
        Change of the log of that number per standard deviation of true safety: of the person
        around the school, and of the school.
    outcomes : dict of Outcome, by domain
        What is planted for pupils.
    """

    exit_base: float = -1.92
    exit_within: float = -0.25
    exit_between: float = -0.35
    response_base: float = 0.68
    response_on_safety: float = 0.30
    transfer_share: float = 0.035
    rehire_share: float = 0.05
    replacements: int = 30
    leader_changes: tuple[int, ...] = (0, 3, 3, 3, 3, 0)
    ill_school: float = 1.22
    ill_childcare: float = 1.70
    ill_within: float = -0.10
    ill_between: float = -0.20
    careless_share: float = 0.01
    outcomes: dict[str, Outcome] = field(default_factory=lambda: dict(OUTCOMES))
    nonanswer: dict[str, float] = field(
        default_factory=lambda: {
            "not_applicable": 0.04,
            "dont_know": 0.012,
            "prefer_not": 0.004,
            "skipped": 0.010,
        }
    )

    @property
    def sd_within(self) -> float:
        """Standard deviation of true safety of persons around their school."""
        return sum(SHARES["team"][2:]) ** 0.5

    @property
    def sd_between(self) -> float:
        """Standard deviation of the true safety of schools."""
        return sum(SHARES["team"][:2]) ** 0.5
