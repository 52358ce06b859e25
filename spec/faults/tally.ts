/** What came of the numbered messages of one run. */
export interface Tally {
  readonly sent: number
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
  /** Reported sent, never received, and no gap told. */
  readonly falseSent: number
}

export interface Heard {
  /** How many were said: 0, 1, 2 …, dealt out to the lanes in turn. */
  readonly said: number
  readonly lanes: number
  /** The numbers reported sent. */
  readonly sent: readonly number[]
  /** Those that arrived, in the order of arrival, copies included. */
  readonly received: readonly number[]
  readonly gapTold: boolean
}

/** How many came after one that was said later. */
const late = (numbers: readonly number[]): number =>
  numbers.filter((number, index) => numbers.slice(0, index).some((earlier) => earlier > number)).length

/** Pure. Order is asked for within a lane only. */
export const tally = ({ said, lanes, sent, received, gapTold }: Heard): Tally => {
  const arrived = [...new Set(received)]
  const missing = sent.filter((number) => !arrived.includes(number)).length
  const lateIn = (lane: number): number => late(arrived.filter((number) => number % lanes === lane))
  return {
    sent: sent.length,
    lost: said - arrived.length,
    doubled: received.length - arrived.length,
    reordered: Array.from({ length: lanes }, (_, lane) => lateIn(lane)).reduce((sum, count) => sum + count, 0),
    falseSent: gapTold ? 0 : missing,
  }
}

/** The middle and the end of a list of times; 0 when nothing was measured. */
export const medianAndMax = (times: readonly number[]): readonly [median: number, max: number] => {
  const sorted = [...times].sort((one, other) => one - other)
  return [sorted[sorted.length >> 1] ?? 0, sorted.at(-1) ?? 0]
}
