/** What two kinds of requests took, in pairs that were sent one right after the other. */
export type Pairs = [first: number, second: number][]

/** How well the two can be told apart by time. */
export interface Difference {
  medians: [first: number, second: number]
  /** The first median by the second, and where it lies in 95 of 100 such measurements. */
  ratio: number
  interval: [from: number, to: number]
  /** How often one of the first takes longer than one of the second: 0.5 tells a guesser nothing, 0 and 1 all. */
  longer: number
}

const resamples = 2_000

/** Compares the two halves of pairs. The interval is a bootstrap's, of whole pairs, because what disturbs one disturbs the other. */
export function tellApart(pairs: Pairs): Difference {
  const medians = mediansOf(pairs)
  const ratios = Array.from({ length: resamples }, () => ratioOf(mediansOf(resampled(pairs)))).toSorted((a, b) => a - b)
  const at = (share: number) => ratios[Math.floor(share * (resamples - 1))]!
  return { medians, ratio: ratioOf(medians), interval: [at(0.025), at(0.975)], longer: shareOfLonger(pairs) }
}

const ratioOf = ([first, second]: [number, number]) => first / second

const resampled = (pairs: Pairs): Pairs => pairs.map(() => pairs[Math.floor(Math.random() * pairs.length)]!)

const mediansOf = (pairs: Pairs): [number, number] => [median(pairs.map(([first]) => first)), median(pairs.map(([, second]) => second))]

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** The area under the ROC curve, of every one of the first against every one of the second. */
function shareOfLonger(pairs: Pairs): number {
  const seconds = pairs.map(([, second]) => second)
  const shares = pairs.map(([first]) => seconds.reduce((sum, second) => sum + (first > second ? 1 : first === second ? 0.5 : 0), 0) / seconds.length)
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}
