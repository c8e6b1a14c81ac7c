"""English idioms that do not survive a translation word by word, and what they mean."""

IDIOMS = (
    (r"piece of cake", "very easy"), (r"break a leg", "good luck"), (r"hit(?:s|ting)? the road", "leave"),
    (r"under the weather", "ill"), (r"once in a blue moon", "very rarely"), (r"cost(?:s)? an arm and a leg", "be very expensive"),
    (r"(?:spill(?:s|ed)?) the beans", "tell a secret"), (r"bit(?:e|es|ing)? the bullet", "do something unpleasant at last"),
    (r"beat(?:s|ing)? around the bush", "avoid the point"), (r"call it a day", "stop working"),
    (r"hit(?:s)? the nail on the head", "be exactly right"), (r"let the cat out of the bag", "tell a secret"),
    (r"kick(?:s|ed)? the bucket", "die"), (r"on the same page", "in agreement"), (r"in the long run", "over a long time"),
    (r"ballpark figure", "rough estimate"), (r"touch(?:es|ed)? base", "get in contact"), (r"low-hanging fruit", "easy gains"),
    (r"hit it out of the park", "do very well"), (r"home run", "great success"), (r"think(?:ing)? outside the box", "find new ways"),
    (r"back to square one", "start again"), (r"a blessing in disguise", "good luck that looked bad"),
    (r"get(?:s|ting)? cold feet", "lose courage"), (r"raining cats and dogs", "raining hard"), (r"the last straw", "one thing too many"),
    (r"pull(?:s|ed|ing)? (?:my|your|his|her|their|our) leg", "tease"), (r"see(?:s)? eye to eye", "agree"),
    (r"sit(?:s|ting)? on the fence", "stay undecided"), (r"take(?:s)? it with a grain of salt", "doubt it"),
    (r"the ball is in (?:my|your|his|her|their|our) court", "it is that person's turn"), (r"move the needle", "make a difference"),
    (r"burn(?:s|ed|ing)? the midnight oil", "work late"), (r"cut(?:s|ting)? corners", "do it badly to save effort"),
    (r"(?:a )?dime a dozen", "very common"), (r"get(?:s)? out of hand", "get out of control"), (r"hang in there", "do not give up"),
    (r"miss(?:ed)? the boat", "be too late"), (r"no pain,? no gain", "success needs effort"), (r"on cloud nine", "very happy"),
    (r"the elephant in the room", "the problem nobody mentions"), (r"up in the air", "undecided"), (r"whole nine yards", "everything"),
    (r"wrap(?:s|ped|ping)? (?:my|your|his|her|their|our) head around", "understand"), (r"at the end of the day", "in the end"),
    (r"red tape", "bureaucracy"), (r"rule of thumb", "rough rule"), (r"bend over backwards", "try very hard"),
    (r"jump(?:s|ed)? on the bandwagon", "follow the fashion"), (r"throw(?:s)? in the towel", "give up"),
)  # fmt: skip
