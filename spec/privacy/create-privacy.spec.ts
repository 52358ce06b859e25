import { describe, expect, it } from '@jest/globals'
import type { Observable } from 'rxjs'
import { isChatError } from '../../lib/errors/chat-error.js'
import { watch } from '../connection/fixture.js'
import { refusal, setUpPrivacy } from './set-up-privacy.js'

const both = (userId: number): string => `${String(userId)}-1@chat.localhost,muc.chat.localhost/${String(userId)}`

/** With a link and, where asked for, with 5 blocked on the default list. */
const ready = (blocked = false) => {
  const setUp = setUpPrivacy()
  setUp.up()
  const run = <T>(work$: Observable<T>) => {
    const seen = watch(work$)
    setUp.pass()
    return seen
  }
  if (blocked) run(setUp.privacy.block(5))
  setUp.asked()
  return { ...setUp, run }
}
/** As ConnectyCube: a list that is the default is not touched. */
const strict = (server: ReturnType<typeof setUpPrivacy>['server'], name = 'blocked') => {
  server.refuse = (line) =>
    line.startsWith(`set ${name}`) && server.chosen.defaultList === name ? refusal('conflict') : undefined
}

describe('privacy lists', () => {
  it('are created, read, changed and removed, each call one turn', () => {
    const { privacy, run, asked, lists, server } = ready()
    const create$ = privacy.create('custom', [
      { userId: 34, action: 'deny', mutual: false },
      { userId: 48, action: 'deny' },
    ])
    expect(asked()).toEqual([])
    expect(run(create$)).toMatchObject({ values: [undefined] })
    lists.set('custom', [...(lists.get('custom') ?? []), { type: 'group', value: 'x', action: 'deny', order: 9 }])
    run(privacy.setDefault('custom'))
    expect(run(privacy.names()).values).toEqual([{ active: null, default: 'custom', all: ['custom'] }])
    const change$ = privacy.update('custom', { set: [{ userId: 18, action: 'allow' }], remove: [48] })
    expect(run(change$).completed()).toBe(true)
    expect(run(privacy.get('custom')).values).toEqual([
      {
        name: 'custom',
        items: [
          { userId: 34, action: 'deny', mutual: false },
          { userId: 18, action: 'allow', mutual: true },
        ],
      },
    ])
    expect(lists.get('custom')?.at(-1)).toEqual({ type: 'group', value: 'x', action: 'deny', order: 5 })
    asked()
    run(privacy.remove('custom'))
    expect(asked()).toEqual(['names', 'default', 'set custom'])
    expect([lists.size, server.chosen.defaultList]).toEqual([0, ''])
    const unknown = run(privacy.get('custom')).error()
    expect(isChatError(unknown, 'stanza') && unknown.detail.condition).toBe('item-not-found')
    run(privacy.create('own', [{ userId: 1, action: 'deny' }]))
    run(privacy.setActive('own'))
    expect(run(privacy.names()).values).toEqual([{ active: 'own', default: null, all: ['own'] }])
    run(privacy.declineActive())
    run(privacy.setDefault('own'))
    run(privacy.declineDefault())
    expect(server.chosen).toEqual({ activeList: '', defaultList: '' })
  })

  it.each([
    ['an empty list', (it: Privacy) => it.create('a', [])],
    ['a list without a name', (it: Privacy) => it.create(' ', [{ userId: 1, action: 'deny' }])],
    ['somebody twice', (it: Privacy) => it.create('a', [one, { ...one, action: 'allow' }])],
    ['nobody', (it: Privacy) => it.create('a', [{ userId: 0, action: 'deny' }])],
    [
      'an unknown action',
      (it: Privacy) => it.update('a', { set: [JSON.parse('{"userId":1,"action":"x"}') as typeof one] }),
    ],
    ['no ids', (it: Privacy) => it.update('a', { remove: JSON.parse('5') as number[] })],
    ['no name', (it: Privacy) => it.get('')],
    ['no default', (it: Privacy) => it.setDefault('')],
    ['half a user', (it: Privacy) => it.block(1.5)],
    ['a word for mutual', (it: Privacy) => it.block(1, { mutual: JSON.parse('"no"') as boolean })],
    ['a negative user', (it: Privacy) => it.unblock(-1)],
  ])('refuse %s before anything is asked', (_name, call) => {
    const { privacy, run, asked } = ready()
    expect(isChatError(run<unknown>(call(privacy)).error(), 'argument')).toBe(true)
    expect(asked()).toEqual([])
  })

  it('need a link', () => {
    const { privacy } = setUpPrivacy()
    expect(isChatError(watch(privacy.block(5)).error(), 'link')).toBe(true)
  })
})

type Privacy = ReturnType<typeof setUpPrivacy>['privacy']
const one = { userId: 1, action: 'deny' } as const

describe('blocking', () => {
  it('begins a list and makes it the default, or adds to what is in force', () => {
    const { privacy, run, asked, server } = ready()
    run(privacy.block(5))
    expect(asked()).toEqual(['names', 'get blocked', `set blocked ${both(5)}`, 'default blocked'])
    run(privacy.block(6, { mutual: false }))
    expect(asked()).toEqual(['names', 'get blocked', `set blocked ${both(5)},${both(6)}`])
    server.chosen.activeList = 'blocked'
    run(privacy.unblock(5))
    expect(asked()).toEqual(['names', 'get blocked', `set blocked ${both(6)}`])
  })

  it('declines the default only where the server wants that, and puts it back', () => {
    const { privacy, run, asked, server } = ready(true)
    strict(server)
    expect(run(privacy.block(6)).completed()).toBe(true)
    const written = `set blocked ${both(5)},${both(6)}`
    expect(asked()).toEqual(['names', 'get blocked', written, 'names', 'default', written, 'default blocked'])
    expect(server.chosen.defaultList).toBe('blocked')
  })

  it.each(['default', `set blocked ${both(5)},${both(6)}`, 'default blocked'])(
    'puts the default back when "%s" fails, and tells the error',
    (step) => {
      const { privacy, run, server } = ready(true)
      strict(server)
      const { refuse } = server
      let refused = 0
      server.refuse = (line) =>
        line === step && ++refused === (line.startsWith('set') ? 2 : 1) ? refusal('internal') : refuse(line)
      const error = run(privacy.block(6)).error()
      expect(isChatError(error, 'stanza') && error.detail.condition).toBe('internal')
      expect(server.chosen.defaultList).toBe('blocked')
    },
  )

  it.each([1, 2, 3, 4, 5, 6, 7])('is finished though its subscriber leaves after %d ms', (ms) => {
    const { privacy, pass, server, lists } = ready(true)
    strict(server)
    const subscription = watch(privacy.block(6))
    pass(ms)
    subscription.unsubscribe()
    pass()
    expect([server.chosen.defaultList, lists.get('blocked')?.length]).toEqual(['blocked', 4])
  })

  it.each([
    ['renewed', false],
    ['resumed', true],
  ])('puts the default back over the next link when it was lost (%s)', (_name, resumed) => {
    const { privacy, pass, server, connection, up } = ready(true)
    strict(server)
    const seen = watch(privacy.block(6))
    pass(5)
    expect(server.chosen.defaultList).toBe('')
    connection.down()
    pass()
    expect([server.chosen.defaultList, seen.settled()]).toEqual(['', false])
    up(21, resumed)
    pass()
    expect(server.chosen.defaultList).toBe('blocked')
    expect(isChatError(seen.error(), 'link')).toBe(true)
  })

  it('leaves another user alone who comes meanwhile, and does nothing in his name', () => {
    const { privacy, pass, server, connection, up, asked } = ready(true)
    strict(server)
    const seen = watch(privacy.block(6))
    const next = watch(privacy.block(7))
    pass(5)
    connection.down()
    pass()
    asked()
    up(99)
    pass()
    expect(asked()).toEqual([])
    expect([isChatError(seen.error(), 'link'), isChatError(next.error(), 'session')]).toEqual([true, true])
  })

  it('has its turn after the other: nobody is forgotten', () => {
    const { privacy, pass, lists } = ready()
    for (const id of [5, 6, 7]) watch(privacy.block(id))
    watch(privacy.unblock(6))
    pass()
    expect(
      lists
        .get('blocked')
        ?.map(({ value }) => value)
        .join(),
    ).toBe(`${both(5)},${both(7)}`)
  })

  it('that ends for the last one empties the list, and removes it unless another device uses it', () => {
    const { privacy, run, asked, lists, server } = ready(true)
    run(privacy.unblock(5))
    expect(asked()).toEqual(['names', 'get blocked', 'set blocked *', 'names', 'default', 'set blocked'])
    expect(lists.size).toBe(0)
    run(privacy.unblock(5))
    expect(asked()).toEqual(['names'])
    run(privacy.block(5))
    server.refuse = (line) => (['default', 'set blocked'].includes(line) ? refusal('conflict') : undefined)
    expect(run(privacy.unblock(5)).completed()).toBe(true)
    expect(lists.get('blocked')).toEqual([{ action: 'allow', order: 1 }])
    expect(run(privacy.blocked$).values).toEqual([[]])
  })
})

describe('who is blocked', () => {
  it('is read once watched and linked, at every change, and in new sessions; shared', () => {
    const { privacy, pass, asked, up, connection, server, lists } = setUpPrivacy()
    const [seen, again] = [watch(privacy.blocked$), watch(privacy.blocked$)]
    expect([seen.values, again.values]).toEqual([[[]], [[]]])
    up()
    pass()
    expect(asked()).toEqual(['names'])
    watch(privacy.block(5))
    pass()
    expect(seen.values).toEqual([[], [5]])
    expect(again.values.at(-1)).toBe(seen.values.at(-1))
    asked()
    connection.down()
    up()
    pass()
    expect(asked()).toEqual(['names', 'get blocked'])
    expect(seen.values).toHaveLength(2)
    connection.down()
    up(21, true)
    pass()
    expect(asked()).toEqual([])
    connection.down()
    lists.clear()
    server.chosen.defaultList = ''
    up(99, true)
    expect(seen.values).toEqual([[], [5], []])
    seen.unsubscribe()
    again.unsubscribe()
    connection.down()
    up()
    expect(asked()).toEqual(['names'])
  })

  it('follows another device, which makes its list the default after it is pushed', () => {
    const { privacy, pass, push$, clock, server, lists } = ready()
    const seen = watch(privacy.blocked$)
    lists.set('theirs', [{ type: 'jid', value: '8-1@chat.localhost', action: 'deny', order: 1 }])
    push$.next({ kind: 'iq', type: 'set', privacy: { lists: [{ name: 'theirs', items: [] }] } })
    pass(500)
    server.chosen.defaultList = 'theirs'
    pass(600)
    expect(seen.values).toEqual([[], [8]])
    seen.unsubscribe()
    expect(clock.timers()).toBe(0)
  })

  it('never errs, and ends with the chat, replaying the last', () => {
    const { privacy, pass, connection, issues, server, run, clock, push$ } = ready(true)
    const seen = run(privacy.blocked$)
    server.refuse = () => refusal('service-unavailable')
    run(privacy.changed$)
    push$.next({ kind: 'iq', type: 'set', privacy: { lists: [{ name: 'blocked', items: [] }] } })
    pass(1100)
    expect(issues).toEqual(['the list of who is blocked could not be read'])
    connection.event$.complete()
    expect([seen.values, seen.completed(), clock.timers()]).toEqual([[[], [5]], true, 0])
    expect(watch(privacy.blocked$).values).toEqual([[5]])
  })
})
