/** When to try again. All times in milliseconds; called once per wait, so jitter may differ each time. */
export interface ReconnectPolicy {
  /** Tries after a lost link before it goes dormant. 0: no automatic try of any kind, the app decides. */
  readonly tries: number
  /** The wait before try number `attempt` (1 is the first after a loss). */
  readonly delay: (attempt: number) => number
  /** The wait before each try once all tries are used up. */
  readonly dormantDelay: () => number
}

/** @inline */
interface CommonOptions {
  /** See `ReconnectPolicy`. */
  readonly tries?: number
  /** The first try comes at a random time within so many ms, so that all clients of a server that died do not come at once. @default 0 */
  readonly firstWithin?: number
  /** 0.2 = every wait differs by up to 20 % either way, so that clients cut off together do not return together. */
  readonly jitter?: number
  /** The wait between tries once all are used up. @default 60000 */
  readonly dormantDelay?: number
  /** As `jitter`. @default 0.5 */
  readonly dormantJitter?: number
  /** A number from 0 up to 1, as `Math.random`. */
  readonly random?: () => number
}

/** What `fixed` takes. Times are milliseconds. */
export interface FixedOptions extends CommonOptions {
  /** The wait before each try but the first. @default 5000 */
  readonly delay?: number
}

/** What `exponential` takes. Times are milliseconds. */
export interface ExponentialOptions extends CommonOptions {
  /** The wait before the second try. @default 1000 */
  readonly base?: number
  /** The longest wait, before jitter. @default 30000 */
  readonly max?: number
  /** How much longer each wait is than the one before. @default 2 */
  readonly factor?: number
}

const spread = (ms: number, jitter: number, random: () => number): number =>
  Math.max(0, ms * (1 + jitter * (2 * random() - 1)))

/** The first try within `firstWithin`, later ones after `wait`; a dormant one a minute (± 50 %). */
const spreading = (
  {
    tries = 5,
    firstWithin = 0,
    jitter = 0.2,
    dormantDelay = 60_000,
    dormantJitter = 0.5,
    random = Math.random,
  }: CommonOptions,
  wait: (attempt: number) => number,
): ReconnectPolicy => ({
  tries,
  delay: (attempt) => (attempt > 1 ? spread(wait(attempt), jitter, random) : firstWithin && firstWithin * random()),
  dormantDelay: () => spread(dormantDelay, dormantJitter, random),
})

/** The default: the first try at once, later ones `delay` apart (5000 ms ± 20 %), five in all. */
export const fixed = ({ delay = 5000, ...common }: FixedOptions = {}): ReconnectPolicy => spreading(common, () => delay)

/** The first try at once, then `base`, `base * factor` … up to `max`, each spread by `jitter`. */
export const exponential = ({
  tries = 8,
  base = 1000,
  max = 30_000,
  factor = 2,
  jitter = 0.5,
  ...common
}: ExponentialOptions = {}): ReconnectPolicy =>
  spreading({ ...common, tries, jitter }, (attempt) => Math.min(max, base * factor ** (attempt - 2)))
