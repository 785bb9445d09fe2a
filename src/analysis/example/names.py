"""Invented Dutch names: for boards, locations, teams and people who do not exist."""

BOARDS = {
    "08412": "Stichting Waterkant Onderwijs en Opvang",
    "41230": "Stichting Drie Linden Voortgezet Onderwijs",
    "30817": "Stichting Vlinderslag Onderwijs en Kinderopvang",
}
SCHOOLS = {
    "primary": (
        "De Regenboog",
        "Het Kompas",
        "De Wilgenhof",
        "'t Schrijverke",
        "De Vuurvogel",
        "Op de Dijk",
        "De Klimop",
        "Sint-Joris",
        "De Zeeëend",
        "Het Mozaïek",
        "De Springplank",
        "De Boomgaard",
        "Het Anker",
        "De Lettertuin",
        "De Rietgans",
        "De Windroos",
        "Het Talent",
        "De Molenwiek",
    ),
    "secondary": (
        "Vechtoever College",
        "Het Noorderlicht",
        "Van Randwijk Lyceum",
        "De Meent Mavo",
        "Praktijkschool De Werf",
        "Atheneum Lindenhof",
        "Vakcollege De Brug",
        "Coëhoorn College",
    ),
    "special": ("De Lisdodde", "Het Baken", "De Toermalijn", "Sint-Maartenshof"),
    "childcare": (
        "Kinderdagverblijf Pippeloen",
        "Opvang De Kikkersprong",
        "Bso Boomhut",
        "Peuteropvang Hommeltje",
        "Kindercentrum Zonnedauw",
        "Opvang Klein Duimpje",
        "Bso De Ontdekkers",
        "Kinderdagverblijf Tuimelaar",
        "Opvang Het Nest",
        "Kindercentrum Rosalië",
        "Bso Wervelwind",
        "Peuteropvang De Bijenkorf",
        "Opvang Madelief",
        "Kinderdagverblijf Zoë",
    ),
}
TEAMS = {
    "primary": ("Onderbouw", "Middenbouw", "Bovenbouw", "Zorg en ondersteuning"),
    "secondary": (
        "Exacte vakken",
        "Moderne talen",
        "Mens en maatschappij",
        "Onderbouw",
        "Bovenbouw havo/vwo",
        "Kunst en sport",
        "Leerlingbegeleiding",
        "Bedrijfsbureau",
    ),
    "special": ("Leerroute 1-2", "Leerroute 3-4", "Zorgteam", "Ambulante begeleiding"),
    "childcare": ("Dagopvang", "Buitenschoolse opvang", "Peutergroep"),
}
FIRST = (
    "Anouk Bas Chaïma Daan Elif Femke Gijs Hanna Ibrahim Jeroen Karin Loïs Mohamed Noor Özlem "
    "Pieter Quinten Renée Sanne Thijs Umut Vera Wouter Xandra Youssef Zoë André Björn Céline "
    "Desirée"
).split()
LAST = (
    "Akkerman|Bakker|van den Berg|Çelik|Dijkstra|El Amrani|Faber|de Groot|Hoekstra|Içöz|Jansen|"
    "van der Kolk|Lubbers|Mulder|Noordhof|Oosterhuis|Postma|Quist|de Ruiter|Smit|Terpstra|Ünal|"
    "Veenstra|de Wit|Yıldırım|Zijlstra|Brouwér|van 't Hof|Köhler|Meijer"
).split("|")
FUNCTIONS = {
    "leader": ("Directeur", "Locatiemanager", "Teamleider"),
    "teacher": ("Leraar L10", "Leraar L11", "Docent LB", "Docent LC"),
    "care": ("Pedagogisch medewerker", "Intern begeleider"),
    "assistant": ("Onderwijsassistent", "Klassenassistent"),
    "support": ("Administratief medewerker", "Conciërge", "Medewerker bedrijfsbureau"),
    "other": ("Beleidsmedewerker",),
}
