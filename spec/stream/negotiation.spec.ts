import { describe, expect, it } from '@jest/globals'
import { isChatError } from '../../lib/errors/chat-error.js'
import type { Inbound } from '../../lib/model/stanza.js'
import {
  beginNegotiation,
  negotiate,
  type NegotiationContext,
  type NegotiationMove,
  type NegotiationStep,
} from '../../lib/stream/negotiation.js'

const fresh: NegotiationContext = { domain: 'chat.x', userName: '21-10', password: 'pw', resource: 'r1', resume: null }
const returning: NegotiationContext = { ...fresh, resume: { id: 'sm-1', read: 7 } }

const answers: Readonly<Record<string, Inbound>> = {
  open: { kind: 'open' },
  close: { kind: 'close' },
  'features with PLAIN': {
    kind: 'features',
    mechanisms: ['SCRAM-SHA-1', 'PLAIN'],
    bind: false,
    streamManagement: true,
    clientState: false,
  },
  'features after SASL': { kind: 'features', mechanisms: [], bind: true, streamManagement: true, clientState: true },
  'features without stream management': {
    kind: 'features',
    mechanisms: [],
    bind: true,
    streamManagement: false,
    clientState: false,
  },
  success: { kind: 'sasl', type: 'success' },
  failure: { kind: 'sasl', type: 'failure', condition: 'not-authorized' },
  bound: { kind: 'iq', type: 'result', id: 'bind', bind: { jid: '21-10@chat.x/r1' } },
  'bind without JID': { kind: 'iq', type: 'result', id: 'bind' },
  'bind refused': { kind: 'iq', type: 'error', id: 'bind', error: { condition: 'conflict' } },
  'another iq': { kind: 'iq', type: 'result', id: 'other', bind: { jid: 'x@y/z' } },
  message: { kind: 'message', id: 'bind', body: 'x' },
  presence: { kind: 'presence' },
  resumed: { kind: 'sm', type: 'resumed', h: 12, previd: 'sm-1' },
  'failed with h': { kind: 'sm', type: 'failed', h: 12 },
  failed: { kind: 'sm', type: 'failed' },
  enabled: { kind: 'sm', type: 'enabled', id: 'x', resume: true },
  request: { kind: 'sm', type: 'request' },
  ack: { kind: 'sm', type: 'ack', h: 1 },
  'stream error': { kind: 'stream-error', condition: 'conflict' },
  unknown: { kind: 'unknown', name: 'x' },
}
const steps: readonly NegotiationStep[] = ['opening', 'authenticating', 'reopening', 'resuming', 'binding', 'done']

const open = { kind: 'open', to: 'chat.x' }
const bind = { kind: 'iq', type: 'set', id: 'bind', bind: { resource: 'r1' } }
const auth = { kind: 'auth', userName: '21-10', password: 'pw' }
const resume = { kind: 'sm', type: 'resume', previd: 'sm-1', h: 7 }
const bound = { type: 'bound', jid: '21-10@chat.x/r1' }

type Row = readonly [next: NegotiationStep, write: readonly unknown[], outcome?: unknown]
type Table = Readonly<Partial<Record<NegotiationStep, Readonly<Record<string, Row | string>>>>>

/** Everything that is not listed changes nothing; text is the tag of the error. */
const common: Table = {
  opening: {
    'features with PLAIN': ['authenticating', [auth]],
    'features after SASL': 'authentication',
    'features without stream management': 'authentication',
  },
  authenticating: { success: ['reopening', [open], { type: 'authenticated' }] },
  resuming: {
    resumed: ['done', [], { type: 'resumed', h: 12 }],
    'failed with h': ['binding', [bind], { type: 'resume-refused', h: 12 }],
    failed: ['binding', [bind], { type: 'resume-refused', h: undefined }],
  },
  binding: { bound: ['done', [], bound], 'bind without JID': 'stanza', 'bind refused': 'stanza' },
}
const freshTable: Table = {
  ...common,
  reopening: {
    'features with PLAIN': ['binding', [bind]],
    'features after SASL': ['binding', [bind]],
    'features without stream management': ['binding', [bind]],
  },
}
const returningTable: Table = {
  ...common,
  reopening: {
    'features with PLAIN': ['resuming', [resume]],
    'features after SASL': ['resuming', [resume]],
    'features without stream management': ['binding', [bind]],
  },
}

const everything = steps.flatMap((step) => Object.keys(answers).map((name) => [step, name] as const))

const told = (step: NegotiationStep, answer: Inbound, context: NegotiationContext): NegotiationMove | string => {
  try {
    return negotiate({ step, streamManagement: true, clientState: false }, answer, context)
  } catch (error) {
    return isChatError(error) ? error._tag : 'something else'
  }
}

describe('negotiation', () => {
  describe.each([
    ['fresh', fresh, freshTable],
    ['with a session to resume', returning, returningTable],
  ])('%s', (_name, context, table) => {
    it.each(everything)('%s takes: %s', (step, name) => {
      const answer = answers[name]
      if (answer === undefined) throw new Error(name)
      const expected = table[step]?.[name]
      const move = told(step, answer, context)
      if (expected === undefined)
        expect(move).toEqual({ state: { step, streamManagement: true, clientState: false }, write: [] })
      else if (typeof expected === 'string') expect(move).toBe(expected)
      else {
        const streamManagement = !(step === 'reopening' && name === 'features without stream management')
        const [next, write, outcome] = expected
        expect(move).toEqual({
          state: { step: next, streamManagement, clientState: step === 'reopening' && name === 'features after SASL' },
          write,
          ...(outcome === undefined ? {} : { outcome }),
        })
      }
    })
  })

  it('begins with <open/>', () => {
    expect(beginNegotiation(fresh)).toEqual({
      state: { step: 'opening', streamManagement: false, clientState: false },
      write: [open],
    })
  })

  it('is over after done: a second bind result leads to nothing', () => {
    const answer = answers['bound']
    if (answer === undefined) throw new Error('bound')
    expect(told('done', answer, fresh)).toEqual({
      state: { step: 'done', streamManagement: true, clientState: false },
      write: [],
    })
  })

  it('tells a missing mechanism as what no retry changes, a refused bind as what one may', () => {
    expect(() =>
      negotiate(
        { step: 'opening', streamManagement: false, clientState: false },
        { kind: 'features', mechanisms: [], bind: false, streamManagement: false, clientState: false },
        fresh,
      ),
    ).toThrow(expect.objectContaining({ _tag: 'authentication', retryable: false }))
    expect(() =>
      negotiate(
        { step: 'binding', streamManagement: true, clientState: false },
        { kind: 'iq', type: 'error', id: 'bind', error: { condition: 'conflict' } },
        fresh,
      ),
    ).toThrow(expect.objectContaining({ _tag: 'stanza', retryable: true }))
  })
})
