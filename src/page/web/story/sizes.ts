// At which sizes the runs of the story are played. A single world of step 5 decides otherwise at half its size: chance weighs
// more among fewer people.

export const SIZES = { fifth: 0.1, sixth: 0.05, seventh: 0.05, eighth: 0.1 } as const;
