import { dialogKey, type DialogRef } from '../model/dialog-ref.js'
import type { EpochMs } from '../model/ids.js'
import type { Message } from '../model/message.js'

/** Where messages may be missing: in one dialog, or, while it is not known in which, in any. */
export interface Gap {
  readonly dialog: DialogRef | null
  /** By the server's clock: all until then is in. */
  readonly since: EpochMs
}

/** A gap that is being filled, and how far that came. */
export interface OpenGap extends Gap {
  /** The newest second that was read, and how many of that second. */
  readonly after?: EpochMs
  readonly skip: number
  /** The place in an archive that was read last. */
  readonly behind?: string | undefined
}

export const gapKey = ({ dialog }: Gap): string => (dialog === null ? '' : dialogKey(dialog))

/** Where the next page begins. By time, not by count: what is read or deleted meanwhile would shift a count. Pure. */
export const advanced = (gap: OpenGap, page: readonly Pick<Message, 'sentAt'>[]): OpenGap => {
  const after = page.at(-1)?.sentAt ?? gap.after
  if (after === undefined) return gap
  const ofThatSecond = page.filter(({ sentAt }) => sentAt === after).length
  return { ...gap, after, skip: ofThatSecond + (after === gap.after ? gap.skip : 0) }
}

/** The one order of messages (sent at, then id). */
export const inSentOrder = <T extends Pick<Message, 'sentAt' | 'id'>>(messages: readonly T[]): readonly T[] =>
  [...messages].sort((a, b) => a.sentAt - b.sentAt || (a.id < b.id ? -1 : 1))
