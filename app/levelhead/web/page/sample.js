/** An article invented for this page, with marks of most kinds. */
export const SAMPLE = [
  ["headline", "Mayor slams bonkers harbour tram as costs erupt"],
  ["body", "A whopping £40m line may never open, and insiders are said to be furious."],
  [
    "body",
    "The mayor of Ostrand has blasted a plan to run trams along Harbour Street that could reportedly bring traffic to a standstill for eighteen months. The council will vote on 4 May.",
  ],
  [
    "body",
    "“It is an utterly shambolic idea,” said Tilda Marsh, who sells bread at the corner of Quay Lane. “They dig, they vanish, and we sweep.”",
  ],
  [
    "body",
    "Under the plan, the line would run for six kilometres, with eleven stops and a new bridge over the Wend. The works are to begin in the spring and to last three summers.",
  ],
  [
    "body",
    "Critics say the bill will probably spiral out of control. Around 60 shopkeepers have signed a petition, and experts reckon that some of them might go under. The so-called ‘miracle’ line has already become a nightmare for City Hall.",
  ],
  [
    "body",
    "The operator, Wendline, put the cost at £38.6m in its tender and says that the price is fixed. Its engineer, Jonas Fury, told the council that a crash test of the new cars had gone well and that the shock absorbers would be replaced in March.",
  ],
  [
    "body",
    "What happens next will STUN even the most hardened commuters!!! Appearing before the transport committee, the mayor seemed to leave the door open to a shorter route.",
  ],
];
