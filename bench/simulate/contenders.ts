import { exponential, fixed } from '../../lib/rx/policies.js'
import type { PolicyOf } from './storm.js'

/** When to try again, by what the page calls it. */
export const contenders: Readonly<Record<string, PolicyOf>> = {
  // ConnectyCube's documents say how often and how far apart. It is taken to wait before the first try, too, and to give up then.
  'as documented: 5 tries, 5 s before each': () => ({ tries: 5, delay: () => 5000, dormantDelay: () => Infinity }),
  'fixed(), the default': (random) => fixed({ random }),
  'exponential()': (random) => exponential({ random }),
  'exponential(), the first try within 20 s': (random) => exponential({ random, firstWithin: 20_000 }),
}
