import fc from 'fast-check'
import { FrameRefused } from '../../../lib/xmpp/parse-frame.js'
import { parseFrame } from '../../../lib/xmpp/parse-frame.js'
import { mutated } from './arbitrary-frames.js'
import { oracle, treeOf, type Tree } from './saxes-oracle.js'

const limits = { maxLength: 2 ** 20, maxDepth: 64 }

const ours = (frame: string): Tree | undefined => {
  try {
    return treeOf(parseFrame(frame, limits))
  } catch (error) {
    if (error instanceof FrameRefused) return undefined
    throw error
  }
}

/** All that is refused although saxes takes it. */
const stricter: Readonly<Record<string, RegExp>> = {
  'DTD, comment, CDATA, processing instruction': /<[!?]/,
  'half a character': /\p{Surrogate}/u,
  'a byte order mark': /^\uFEFF/,
  // Its part behind the colon is a name of its own (Namespaces in XML 1.0, 4).
  'a digit behind a prefix': /[\w.-]:[-.\d\xB7\u203F\u2040]|[\w.-]:\p{M}/u,
}

/** How the two parsers stand to each other over a frame; throws where they may not differ. */
export const compare = (frame: string): string => {
  const [mine, theirs] = [ours(frame), oracle(frame)]
  if (theirs === undefined && mine === undefined) return 'both refuse'
  if (JSON.stringify(mine) === JSON.stringify(theirs)) return 'same tree'
  const known = mine === undefined && Object.entries(stricter).find(([, pattern]) => pattern.test(frame))
  if (known) return known[0]
  throw new Error(`${JSON.stringify(frame)}: ${JSON.stringify(mine)}, saxes: ${JSON.stringify(theirs)}`)
}

/** Compares damaged frames and counts the verdicts. */
export const compareMutations = (seed: number, numRuns: number): Readonly<Record<string, number>> => {
  const verdicts: Record<string, number> = {}
  const property = fc.property(mutated, (frame) => {
    const verdict = compare(frame)
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  })
  fc.assert(property, { seed, numRuns })
  process.stdout.write(`seed ${String(seed)}: ${JSON.stringify(verdicts)}\n`)
  return verdicts
}
