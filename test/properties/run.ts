/** How many requests each property sends to each operation in the gate. */
export const runs = 140

/** What the generated values of the gate come of: the same in every run, so that a failure stays. `npm run fuzz` takes others. */
export const seed = 20_181_122
