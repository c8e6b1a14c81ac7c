"""Which English words name or show which emotion."""

_WORDS = {
    "joy": (
        "joy joyful happy happily happiness glad gladly delight delighted delightful cheerful cheer cheered cheering smile "
        "smiled smiles smiling laugh laughed laughing laughter enjoy enjoyed enjoying enjoys enjoyable fun pleased pleasure "
        "thrilled ecstatic elated bliss blissful celebrate celebrated celebration merry wonderful fantastic overjoyed "
        "grateful gratitude content satisfied sunny proud love loved loves loving lovely adore adored"
    ),
    "sadness": (
        "sad sadly sadness unhappy sorrow sorrowful grief grieve grieved grieving mourn mourned mourning cry cried crying "
        "cries tears tearful weep wept weeping lonely loneliness miserable misery depressed depressing depression gloomy "
        "heartbroken heartbreak despair melancholy hopeless regret regretted miss missed lost hurt disappointed "
        "disappointing disappointment blue down"
    ),
    "anger": (
        "angry anger angrily furious fury rage raging mad annoyed annoying annoys irritated irritating outrage outraged "
        "outrageous hate hated hates hating hatred resent resented resentful hostile bitter yelled shouted cursed "
        "frustrated frustrating frustration infuriating infuriated enraged offended livid unfair"
    ),
    "fear": (
        "afraid fear feared fears fearful scared scary scare frightened frightening fright terrified terrifying terror "
        "panic panicked anxious anxiety worry worried worries worrying nervous nervously dread dreaded horror horrified "
        "alarmed threatened threatening uneasy trembled trembling danger dangerous nightmare"
    ),
    "surprise": (
        "surprise surprised surprising surprisingly astonished astonishing amazed amazing amazement shock shocked "
        "shocking stunned stunning startled unexpected unexpectedly suddenly wow incredible unbelievable speechless"
    ),
    "disgust": (
        "disgust disgusted disgusting gross nasty revolting repulsive repulsed vile sickening sickened foul filthy "
        "rotten yuck nauseating nauseous repelled stinking stank"
    ),
    "trust": (
        "trust trusted trusting trusts reliable reliably loyal loyalty faithful honest honestly honesty sincere dependable "
        "confident confidence safe safely secure supportive support supported friend friends friendly believe believed"
    ),
    "anticipation": (
        "hope hoped hopes hopeful hopefully hoping expect expected expecting expectation await awaiting awaited eager "
        "eagerly excited exciting excitement forward soon anticipate anticipated anticipating ready curious"
    ),
}
EMOTION_OF = {word: emotion for emotion, words in _WORDS.items() for word in words.split()}
