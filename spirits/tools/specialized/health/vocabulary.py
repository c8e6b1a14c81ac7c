"""The symptoms there are rules for, and how people write them."""

import re

SYMPTOMS: dict[str, str] = {  # name: an expression over lower-case words
    "abdominal pain": r"(?:stomach|belly|abdominal|tummy)[ -]?(?:pain|ache|cramps?)|pain in (?:my|the|her|his) (?:stomach|belly|abdomen)",
    "arm weakness": r"(?:arm|leg|one side|left side|right side)\b.{0,25}\b(?:weak|numb|paraly[sz]ed|limp)\w*|(?:weak|numb)\w* (?:in|of) (?:one|my|the|her|his) (?:left |right )?(?:arm|leg|side)",
    "back pain": r"back ?(?:pain|ache)|pain in (?:my|the) (?:lower )?back|flank pain",
    "black stool": r"(?:black|tarry) (?:stools?|poo\w*)",
    "blood in stool": r"blood(?:y)? (?:in (?:my|the|her|his) )?(?:stools?|poo\w*)|rectal bleeding",
    "blood in urine": r"blood(?:y)? (?:in (?:my|the|her|his) )?(?:urine|pee)",
    "blue lips": r"blue (?:lips|face|skin)|lips? (?:are |is |turned |turning )?blue",
    "breathing difficulty": r"(?:can ?not|can't|cannot|hard to|struggl\w+ to|difficulty|trouble) breath\w*|short(?:ness)? of breath|breathless\w*|breathing (?:difficult\w*|problems?)|gasping",
    "calf swelling": r"(?:calf|leg) (?:is )?(?:swollen|swelling)|swollen (?:calf|leg)",
    "chest pain": r"chest[ -]?(?:pains?|pressure|tightness|ache|discomfort)|(?:pain|pressure|tightness|ache) (?:in|on|across) (?:my|the|her|his) chest|my chest hurts",
    "confusion": r"confus(?:ed|ion)|disorient\w+|not making sense",
    "cough": r"cough(?:s|ing)?",
    "coughing blood": r"cough\w* (?:up )?blood",
    "dehydration": r"dehydrat\w*|(?:no|hardly any) urine|(?:not|n't|nothing) (?:peed|passed urine|peeing)",
    "diarrhoea": r"diarrh?o?ea|loose stools?|the runs",
    "dizziness": r"diz{1,2}(?:y|iness)|light-?headed\w*",
    "drooping face": r"fac(?:e|ial)\b.{0,15}\bdroop\w*|droop\w* (?:face|mouth|smile)|mouth (?:hangs|droops)",
    "ear pain": r"ear ?(?:ache|pain)",
    "fainting": r"faint(?:ed|ing)?|passed out|blacked out",
    "fever": r"fever(?:ish)?|high temperature",
    "head injury": r"head injury|(?:hit|banged|bumped|struck) (?:my|the|her|his) head|blow to the head|fell on (?:my|the|her|his) head",
    "headache": r"headaches?|migraine|head (?:hurts|aches)",
    "heartburn": r"heartburn|acid reflux",
    "heavy bleeding": r"(?:heavy|heavily|severe|uncontroll\w+) bleed\w*|bleed\w* (?:very )?(?:heavily|badly|a lot)|bleed\w* (?:that |which |and )?(?:it )?(?:won't|will not|does not|doesn't|can't be) stop\w*|spurting blood",
    "jaw or arm pain": r"(?:jaw|left arm|shoulder) (?:pain|ache|hurts)|pain (?:in|down|into|spreading to|radiating to) (?:my|the|her|his) (?:jaw|left arm|arm|shoulder)",
    "muscle ache": r"(?:muscle|body|limb) (?:aches?|pains?)|aching (?:muscles|limbs|all over)",
    "nausea": r"nausea\w*|nauseous|feel(?:ing)? sick",
    "non-fading rash": r"rash\b.{0,30}\b(?:does not|doesn't|not|won't) (?:fade|blanch)\w*|non-?(?:fading|blanching) rash",
    "overdose": r"overdos\w*|(?:took|taken|swallowed) (?:too many|a lot of) (?:pills|tablets)|poison(?:ed|ing)|swallowed (?:bleach|poison|a battery)",
    "painful urination": r"(?:burn\w*|pain\w*|hurts?) (?:when|while|on|to) (?:i |urinat\w+|pee\w*|passing)|painful urination",
    "palpitations": r"palpitations?|heart (?:is )?(?:racing|pounding|fluttering)",
    "rash": r"rash(?:es)?|hives",
    "runny nose": r"runny nose|blocked nose|stuffy nose|sneez\w+|nasal congestion",
    "seizure": r"seizures?|convulsions?|fitting",
    "sore throat": r"sore throat|throat (?:hurts|pain)|pain (?:when|on) swallow\w*",
    "speech difficulty": r"slurr(?:ed|ing)(?: speech)?|(?:can ?not|can't|trouble|difficulty) speak\w*|speech (?:is )?(?:slurred|difficult\w*)",
    "stiff neck": r"stiff neck|neck (?:is )?stiff\w*",
    "suicidal thoughts": r"suicid\w*|kill(?:ing)? myself|end(?:ing)? my life|want to die|harm(?:ing)? myself",
    "sweating": r"sweat(?:s|ing|y)?|clammy",
    "swollen tongue or face": r"(?:tongue|lips?|face|throat) (?:is |are )?(?:swollen|swelling|closing)|swollen (?:tongue|lips?|face|throat)|swelling of (?:my|the|her|his) (?:tongue|lips?|face|throat)",
    "unconscious": r"unconscious\w*|unresponsive|won't wake|will not wake|can ?not be woken|can't be woken",
    "vaginal bleeding": r"vaginal bleeding|bleeding from (?:my|the|her) vagina",
    "vision loss": r"(?:lost|loss of|losing) (?:my |the |her |his )?(?:vision|sight)|sudden\w* blind\w*|can't see|cannot see",
    "vomiting": r"vomit(?:ed|ing|s)?|throwing up|threw up",
    "vomiting blood": r"(?:vomit\w*|throwing up|threw up) (?:up )?blood",
}  # fmt: skip
_READ = {name: re.compile(rf"\b(?:{words})(?!\w)") for name, words in SYMPTOMS.items()}
_WHOLE_SENTENCE = re.compile(r"[.!?;\n]+|\bbut\b|\bhowever\b|\bthough\b")
_DENIAL = re.compile(r"\b(?:no|not|without|denies|never had|haven't|hasn't|don't have|doesn't have|do not have)\b")
_FILLER = re.compile(
    r"\b(?:any|a|an|the|my|or|nor|have|had|has|got|signs?|of|more|severe|bad|real|longer|other)\b|[,\s]"
)
INCLUDES = {
    "coughing blood": "cough",
    "vomiting blood": "vomiting",
    "non-fading rash": "rash",
}


def read_symptoms(description: str) -> tuple[set[str], set[str]]:
    """The symptoms a description tells of, and those it denies. One told of anywhere counts as told of."""
    present: set[str] = set()
    denied: set[str] = set()
    for clause in _WHOLE_SENTENCE.split(description.lower().replace("’", "'")):
        for name, words in _READ.items():
            for match in words.finditer(clause):
                (denied if _is_denied(clause, match.start()) else present).add(name)
    present |= {INCLUDES[name] for name in present if name in INCLUDES}
    return present, denied - present


def _is_denied(clause: str, start: int) -> bool:
    """Whether only other symptoms stand between a denial and this one; in doubt it is told of, never denied.

    A comma goes on denying where the list ends with "or": in "no fever, chest pain" the pain is told of.
    """
    denials = list(_DENIAL.finditer(clause, 0, start))
    if not denials:
        return False
    between = clause[denials[-1].end() : start]
    if "," in between and not re.search(r"\b(?:or|nor)\b", clause[denials[-1].end() :]):
        return False
    for words in _READ.values():
        between = words.sub("", between)
    return not _FILLER.sub("", between)
