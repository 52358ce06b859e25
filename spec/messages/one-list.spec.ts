import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dialogKey, type DialogRef } from '../../lib/model/dialog-ref.js'
import type { Message } from '../../lib/model/message.js'
import type { MessageStanza } from '../../lib/model/stanza.js'
import { decode } from '../../lib/rest/decode.js'
import { historyMessageCodec } from '../../lib/rest/wire/message-codec.js'
import { ben, dialogId, group, oid, roomJid, setUpMessages } from './set-up-messages.js'

const hour = 3_600_000
const privateId = '5c0900000000000000000044'

/** One message, wherever its copies come from. */
interface Original {
  readonly number: number
  /** `here` sends it with this very chat. */
  readonly author: 'ben' | 'phone' | 'here'
  readonly place: 'private' | 'group'
  /** Second in which it was sent. */
  readonly second: number
  readonly colour: string
}

const ways = ['live', 'carbon', 'offline', 'resent', 'history'] as const

interface Copy {
  readonly of: number
  readonly way: (typeof ways)[number]
  /** How the date is told: some SDKs write milliseconds, some decimals (protocol A3). */
  readonly unit: 'seconds' | 'milliseconds' | 'decimals'
  /** What clocks other than the author's are off by, in ms. */
  readonly skew: number
}

const start = 1_700_000_000
const authorOf = ({ author }: Original): number => (author === 'ben' ? 56 : 21)
const dialogOf = ({ place }: Original): DialogRef => (place === 'private' ? ben : group)
const params = ({ colour }: Original) => ({ colour })

const dateSent = ({ second }: Original, { unit }: Copy): string => {
  if (unit === 'seconds') return String(start + second)
  return unit === 'decimals' ? `${String(start + second)}.25` : String((start + second) * 1000 + 250)
}

const stanzaOf = (original: Original, copy: Copy): MessageStanza => {
  const isPrivate = original.place === 'private'
  const peer = original.author === 'ben' ? '21-1@chat.localhost' : '56-1@chat.localhost'
  const offline = copy.way === 'offline' ? { delayedAt: (start + original.second) * 1000 + copy.skew } : {}
  const dialog = isPrivate ? privateId : dialogId
  const plain: MessageStanza = {
    kind: 'message',
    type: isPrivate ? 'chat' : 'groupchat',
    id: oid(original.number),
    from: isPrivate ? `${String(authorOf(original))}-1@chat.localhost/web` : `${roomJid}/${String(authorOf(original))}`,
    to: isPrivate ? peer : '21-1@chat.localhost/here',
    body: String(original.number),
    marker: { type: 'markable' },
    extraParams: {
      params: { date_sent: dateSent(original, copy), dialog_id: dialog, ...params(original) },
      attachments: [{ type: 'image', uid: 'u', size: 5 }],
    },
    ...offline,
  }
  // Rooms are copied to no carbon, and what we sent ourselves in private comes back by carbon only.
  const carbon = isPrivate && (copy.way === 'carbon' || original.author !== 'ben')
  if (!carbon) return plain
  const type = original.author === 'ben' ? 'received' : 'sent'
  return { kind: 'message', type: 'chat', from: '21-1@chat.localhost', carbon: { type, message: plain } }
}

const historyOf = (original: Original, copy: Copy): Message =>
  decode(historyMessageCodec(21, dialogOf(original)), 'GET', {
    _id: oid(original.number),
    message: String(original.number),
    date_sent: copy.unit === 'seconds' ? start + original.second : dateSent(original, copy),
    sender_id: authorOf(original),
    attachments: { 0: { type: 'image', uid: 'u', size: '5' } },
    markable: '1',
    updated_at: start + copy.skew / 1000,
    ...params(original),
  })

/** What the copies of a message have to agree on. */
const essence = ({ id, dialog, senderId, direction, body, sentAt, markable, attachments, params: own }: Message) => ({
  ...{ id, dialog: dialogKey(dialog), senderId, direction, body, sentAt, markable, attachments, params: own },
})

/** Each once, the first one that came, by time and id. */
const oneList = (all: readonly Message[]): readonly unknown[] => {
  const first = new Map<string, Message>()
  for (const message of all) {
    const key = `${String(message.senderId)}/${message.id}`
    if (!first.has(key)) first.set(key, message)
  }
  return [...first.values()].sort((a, b) => a.sentAt - b.sentAt || (a.id < b.id ? -1 : 1)).map(essence)
}

const original = fc.record({
  author: fc.constantFrom('ben' as const, 'phone' as const, 'here' as const),
  place: fc.constantFrom('private' as const, 'group' as const),
  second: fc.integer({ min: 1, max: 3 }),
  colour: fc.constantFrom('red', 'blue'),
})
/** Several messages, and their copies in any order: at least one of each. */
const traffic = fc
  .array(original, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((each, index): Original => ({ ...each, number: index + 1 })))
  .chain((originals) => {
    const copy = (of: fc.Arbitrary<number>) =>
      fc.record({
        of,
        way: fc.constantFrom(...ways),
        unit: fc.constantFrom('seconds' as const, 'milliseconds' as const, 'decimals' as const),
        skew: fc.integer({ min: -hour, max: hour }),
      })
    const some = fc.array(copy(fc.nat({ max: originals.length - 1 })), { maxLength: 20 })
    const each = fc.tuple(...originals.map((_, index) => copy(fc.constant(index))))
    return fc
      .tuple(some, each)
      .chain(([more, once]) => fc.shuffledSubarray([...more, ...once], { minLength: more.length + once.length }))
      .map((copies: readonly Copy[]) => ({ originals, copies }))
  })

/** Plays the copies to a chat whose clock is off; all that it told, and the list that is left. */
const play = (originals: readonly Original[], copies: readonly Copy[], skew: number) => {
  let sending: Original | undefined
  const chat = setUpMessages({
    newId: () => oid(sending?.number ?? 1000),
    now: () => (sending === undefined ? start : start + sending.second) * 1000 + (sending === undefined ? skew : 0),
  })
  const received: Message[] = []
  const all: Message[] = []
  chat.messages.received$.subscribe((message) => {
    received.push(message)
    all.push(message)
  })
  chat.online()
  for (const each of originals.filter(({ author }) => author === 'here')) {
    sending = each
    const draft = {
      body: String(each.number),
      attachments: [{ type: 'image', uid: 'u', size: 5 }],
      params: params(each),
    }
    chat.messages.send(dialogOf(each), draft).subscribe(({ status, message }) => {
      if (status === 'queued') all.push(message)
    })
  }
  sending = undefined
  for (const copy of copies) {
    const of = originals[copy.of]
    if (of === undefined) continue
    if (copy.way === 'history') all.push(historyOf(of, copy))
    else chat.connection.receive(stanzaOf(of, copy))
  }
  return { received, list: oneList(all), reports: chat.reports }
}

describe('copies of messages', () => {
  it('make one list, in whatever order and number they come, and whatever the clocks say', () => {
    fc.assert(
      fc.property(traffic, fc.integer({ min: -hour, max: hour }), ({ originals, copies }, skew) => {
        const { list, reports } = play(originals, copies, skew)
        const ideal = copies.map((copy) => ({ ...copy, way: 'history' as const, unit: 'seconds' as const, skew: 0 }))
        expect(list).toEqual(play(originals, ideal, 0).list)
        expect(list).toHaveLength(originals.length)
        expect(reports).toEqual([])
      }),
      { seed: 41, numRuns: 600 },
    )
  })

  it('are told once by received$, and not at all when this chat sent them', () => {
    fc.assert(
      fc.property(traffic, ({ originals, copies }) => {
        const { received } = play(originals, copies, 0)
        const told = received.map(({ id }) => id)
        const streamed = copies.filter(({ way }) => way !== 'history').map(({ of }) => originals[of])
        const expected = streamed.filter((each) => each?.author !== 'here').map((each) => oid(each?.number ?? 0))
        expect(told).toEqual([...new Set(expected)])
      }),
      { seed: 42, numRuns: 600 },
    )
  })
})
