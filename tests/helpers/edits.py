"""Edits of a sentence, and what it reads like afterwards: for /v2/check and for levelhead.js.

Each row: the text, the words that are found in it, what is suggested instead (None to leave them
out), and the text after the edit.
"""

EDITS = [
    # Capitals.
    ("He slams it.", "slams", "criticises", "He criticises it."),
    ("Slams it did.", "Slams", "criticises", "Criticises it did."),
    ("HE SLAMS IT.", "SLAMS", "criticises", "HE CRITICISES IT."),
    ("BFFs left.", "BFFs", "friends", "Friends left."),
    ("Firm Faces A Grilling", "Faces A Grilling", "faces questions", "Firm Faces Questions"),
    (
        "Firm Faces the Wrath of Us",
        "Faces the Wrath of",
        "is told off by",
        "Firm Is Told off by Us",
    ),
    (
        "Faces a grilling it does.",
        "Faces a grilling",
        "faces questions",
        "Faces questions it does.",
    ),
    # Articles before other words.
    ("It is a whopping bill.", "whopping", "enormous", "It is an enormous bill."),
    ("An ugly row.", "ugly", "loud", "A loud row."),
    ("An outrageous plan.", "outrageous", "large", "A large plan."),
    ("It was an\noutrageous plan.", "outrageous", "large", "It was a\nlarge plan."),
    ("AN OUTRAGEOUS PLAN", "OUTRAGEOUS", "large", "A LARGE PLAN"),
    ("A WHOPPING BILL", "WHOPPING", "enormous", "AN ENORMOUS BILL"),
    ("A WHOPPING bill", "WHOPPING", "enormous", "An ENORMOUS bill"),
    ("A WILDLY unusual bill", "WILDLY", None, "An unusual bill"),
    ("In España outrageous plans.", "outrageous", "large", "In España large plans."),
    ("The plan-a outrageous row.", "outrageous", "large", "The plan-a large row."),
    ("He left, a hero", "hero", "MP", "He left, an MP"),
    ("He left, an idiot", "idiot", "UK minister", "He left, a UK minister"),
    ("It is a huge row.", "huge", "large", "It is a large row."),
    # Words left out in the middle.
    ("It is utterly wrong.", "utterly", None, "It is wrong."),
    ("It is\u00a0utterly wrong.", "utterly", None, "It is wrong."),
    ("It is an utterly wrong bill.", "utterly", None, "It is a wrong bill."),
    ("It is a wildly unusual bill.", "wildly", None, "It is an unusual bill."),
    ("It is a wildly wrong bill.", "wildly", None, "It is a wrong bill."),
    ("It is an utterly unique bill.", "utterly", None, "It is a unique bill."),
    ("A bonkers hour.", "bonkers", None, "An hour."),
    ("AN UTTERLY MAD PLAN", "UTTERLY", None, "A MAD PLAN"),
    ("It is a bonkers 8-year plan.", "bonkers", None, "It is an 8-year plan."),
    ("It is a wildly “odd” plan.", "wildly", None, "It is an “odd” plan."),
    ("It was\nutterly wrong.", "utterly", None, "It was\nwrong."),
    ("It was utterly\nwrong.", "utterly", None, "It was\nwrong."),
    ("It was wet and utterly dull.", "utterly", None, "It was wet and dull."),
    ("It was a long, utterly dull day.", "utterly", None, "It was a long, dull day."),
    ("Yet incredibly he won.", "incredibly", None, "Yet he won."),
    # Words left out before a mark.
    ("It was bad, utterly.", "utterly", None, "It was bad."),
    ("It is wrong utterly, he said.", "utterly", None, "It is wrong, he said."),
    ("It is, frankly, wrong.", "frankly", None, "It is wrong."),
    ("It is wrong utterly", "utterly", None, "It is wrong"),
    # Words left out where something begins.
    ("Shockingly bad it was.", "Shockingly", None, "Bad it was."),
    ("It rained. Shockingly, it was bad.", "Shockingly", None, "It rained. It was bad."),
    ("“It rained.” Shockingly bad it was.", "Shockingly", None, "“It rained.” Bad it was."),
    ("Revealed: Bonkers plans", "Bonkers", None, "Revealed: Plans"),
    ("Two things:\n- Bonkers plans", "Bonkers", None, "Two things:\n- Plans"),
    ("utterly wrong it was", "utterly", None, "wrong it was"),
    ("(utterly wrong)", "utterly", None, "(wrong)"),
]

# The same in quotation marks, where the service suggests no edit.
IN_QUOTATION_MARKS = [
    ("“It is wrong utterly”, he said.", "utterly", None, "“It is wrong”, he said."),
    ("“It is wrong, utterly,” he said.", "utterly", None, "“It is wrong,” he said."),
]

# Where these words can't be left out or replaced with a click: why, the text, the words,
# and what is suggested instead (None to leave them out).
NOTHING = [
    ("nothing else is said", "Bonkers", "Bonkers", None),
    ("nothing else is quoted", "the “bonkers” plan", "bonkers", None),
    ("nothing else is in brackets", "a plan (bonkers)", "bonkers", None),
    ("nothing else is in the sentence", "It rained. Bonkers. It did.", "Bonkers", None),
    ("nothing else is in the line", "Bonkers\n\nIt rained.", "Bonkers", None),
    ("the article has no noun", "He is an idiot.", "idiot", None),
    ("the article has no noun in a line", "He is an idiot\nIt rained.", "idiot", None),
    ("it owns something", "An idiot's plan", "idiot", None),
    ("it owns something in type", "The idiot’s plan", "idiot", None),
    ("a dash would stay", "It is utterly—wrong.", "utterly", None),
    ("a slash would stay", "It is bonkers/wrong.", "bonkers", None),
    ("a slash would stay before", "It is wrong/bonkers.", "bonkers", None),
    ("two dashes would meet", "It is – bonkers – wrong.", "bonkers", None),
    ("a conjunction would stay", "He came late, and incredibly, left.", "incredibly", None),
    ("a dash would end", "It is wrong – utterly.", "utterly", None),
    ("a capital would be in somebody's words", "Utterly “wrong”, he said.", "Utterly", None),
    ("a denial would be stronger", "It is not utterly wrong.", "utterly", None),
    ("a short denial would be stronger", "It isn’t utterly wrong.", "utterly", None),
    *(
        ("a denial by another word would be stronger", f"{denial} utterly mad.", "utterly", None)
        for denial in (
            "Nobody is",
            "Few were",
            "It is no",
            "It cannot be",
            "Nothing is",
            "It is rarely",
            "He is far from",
            "It is less than",
            "It is anything but",
        )
    ),
    ("adverbs are joined", "He was totally and deeply wrong.", "totally", None),
    ("adverbs are joined before it", "He was deeply and totally wrong.", "totally", None),
    ("adverbs are joined at the start", "Totally or partly false it was.", "Totally", None),
    ("adverbs follow", "It is totally, deeply wrong.", "totally", None),
    ("a weakened adverb follows", "It got wildly, almost madly, hot.", "wildly", None),
    ("adverbs come before", "It is deeply, totally wrong.", "totally", None),
    ("how it was done would be open", "He did incredibly.", "incredibly", None),
    ("a degree would have no word", "He fought as fiercely as they.", "fiercely", None),
    ("a comparison would have no word", "It rose more\nwildly than before.", "wildly", None),
    ("a distant denial would be stronger", "Votes do not often swing wildly.", "wildly", None),
    ("an approximation would have no word", "It grows almost wildly on hills.", "wildly", None),
    ("it may be somebody's word", "Plan is ‘utterly wrong’, says mayor", "utterly", None),
    ("it may be somebody's word in type", 'He saw an "outrageous" plan.', "outrageous", "large"),
    ("the word has a comparative", "It was the most awful day.", "awful", "bad"),
]

# What goes before these words.
SOUNDS = {
    "a": (
        "large European eulogy ewe one-off once unit unique uniform union universal useful user "
        "usual Ukrainian Ugandan UK UN US USA UFO U-turn UK's ubiquitous uranium urinal utility "
        "Utopian unanimous unidirectional hero historic house humble NATO NASA FIFA RAM FTSE "
        "BBC Mr Mrs St 1 10 110 180 1,100 1,800 £1m £50m $100 “useful ‘one-off"
    ),
    "an": (
        "outrageous apple idea orange hour hourly honest honorary heir ugly umbrella unable "
        "unusual unimportant uninformed unidentified unimpressed urban urgent utter usher upper "
        "8 80 8-year 800 8,000 11 11-year 18 18th 18,000 1850s £8m $11bn €18 ¥80 ₹11 "
        "MP MPs MRI NHS FBI HMRC RSPCA EU X-ray x-ray F1 M25 LGBT SUV SUVs L-shaped école "
        "“ugly ‘odd onerous eye"
    ),
}
