/** Two versions of an article invented for this page, with changes of most kinds. */
export const VERSIONS = {
  before: `Council cuts tram budget by £4m

The council of Ostrand voted on Monday to cut the budget of the harbour tram. The line may open a year later than planned, the operator Wendline said.

Traffic on Harbour Street could rise by about 8 per cent during the works, according to a report by the university. Heavy traffic is linked to asthma in children, the report says.

The mayor criticised the report. “We have heard this before,” she said. An utterly shambolic meeting in April had ended without a vote.

Two bakers reportedly plan to move to Quay Lane. The works will begin in spring and last three summers.`,
  after: `Tram chaos: council slashes budget by £4m

The council of Ostrand voted on Monday to cut the budget of the harbour tram. The line will open a year later than planned.

Traffic on Harbour Street will rise by 8 per cent during the works. Heavy traffic causes asthma in children, a report says.

The mayor slammed the bonkers report. “We have heard this before,” she said. A meeting in April had ended without a vote.

Two bakers plan to move to Quay Lane. The works will probably begin in spring and last three summers.`,
};
