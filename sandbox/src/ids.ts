import { randomBytes, randomInt } from 'node:crypto'

export interface Ids {
  /** 24 lower-case hex, seconds first (protocol 3.6). */
  readonly objectId: () => string
  readonly integer: () => number
  readonly token: () => string
  /** Long and unique over all users: the official SDK drops messages of a look-alike resource (protocol 3.2). */
  readonly resource: (host: string) => string
}

/** Integers count on from `highest`, the last one of a former run. */
export const createIds = (highest: number): Ids => {
  const machine = randomBytes(5).toString('hex')
  let counter = randomInt(0x800000)
  let last = Math.max(1000, highest)
  return {
    objectId: () => {
      counter = (counter + 1) % 0x1000000
      const seconds = Math.floor(Date.now() / 1000)
      return seconds.toString(16).padStart(8, '0') + machine + counter.toString(16).padStart(6, '0')
    },
    integer: () => (last += 1),
    token: () => randomBytes(20).toString('hex'),
    resource: (host) => {
      last += 1
      return `${randomInt(1_000_000_000, 2_000_000_000)}-${host}-${last}${randomInt(100_000, 1_000_000)}`
    },
  }
}

export const isObjectId = (value: string): boolean => /^[0-9a-f]{24}$/i.test(value)
