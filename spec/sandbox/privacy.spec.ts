import { describe, expect, it } from '@jest/globals'
import { forkJoin } from 'rxjs'
import { isChatError, type Chat } from '../../lib/index.js'
import { conditionOf, done, outcomeOf, until } from '../support/list-stories.js'
import { stage } from '../support/stage.js'

const users = [21, 56, 57].map((id) => ({ id, login: `user${String(id)}`, password: 'passw0rd-of-each' }))

describe('privacy on the sandbox', () => {
  const { sandbox, connect } = stage(users)
  const enter = (userId: number, resource = 'one'): Promise<Chat> => connect(userId, { resource })

  it('keeps who is blocked away, one way or both, and lets go', async () => {
    const [ann, ben] = [await enter(21), await enter(56)]
    await done(ann.privacy.block(56, { mutual: false }))
    expect([await outcomeOf(ben, ann, 21), await outcomeOf(ann, ben, 56)]).toEqual(['service-unavailable', 'none'])
    const send$ = ben.messages.send({ type: 'private', opponentId: 21 }, { body: 'and now?' })
    expect(await conditionOf(send$)).toBe('service-unavailable')
    await done(ann.privacy.block(56))
    expect(await outcomeOf(ann, ben, 56)).toBe('not-acceptable')
    await done(ann.privacy.unblock(56))
    expect([await outcomeOf(ben, ann, 21), await outcomeOf(ann, ben, 56)]).toEqual(['none', 'none'])
    expect(await done(ann.privacy.names())).toEqual({ active: null, default: null, all: [] })
  })

  it('shows the same on all devices, whoever changes it at once', async () => {
    const [phone, desk] = [await enter(21, 'phone'), await enter(21, 'desk')]
    for (const each of [phone, desk]) each.privacy.blocked$.subscribe()
    await done(phone.privacy.block(56))
    await until(desk.privacy.blocked$, (ids) => ids.join() === '56', 3000)
    await done(desk.privacy.block(57, { mutual: false }))
    for (const each of [phone, desk]) await until(each.privacy.blocked$, (ids) => ids.join() === '56,57', 3000)
    expect(await done(phone.privacy.get('blocked'))).toEqual({
      name: 'blocked',
      items: [
        { userId: 56, action: 'deny', mutual: true },
        { userId: 57, action: 'deny', mutual: false },
      ],
    })
    await done(forkJoin([phone.privacy.unblock(56), phone.privacy.unblock(57)]))
    for (const each of [phone, desk]) await until(each.privacy.blocked$, (ids) => ids.length === 0, 3000)
    expect((await done(desk.privacy.names())).all).toEqual([])
  })

  it('has the lists of the seed', async () => {
    const ann = await enter(21)
    await done(
      ann.privacy.create('custom', [
        { userId: 34, action: 'deny', mutual: false },
        { userId: 48, action: 'deny' },
        { userId: 18, action: 'allow' },
      ]),
    )
    await done(ann.privacy.setDefault('custom'))
    expect(await done(ann.privacy.names())).toEqual({ active: null, default: 'custom', all: ['custom'] })
    await done(ann.privacy.declineDefault())
    await done(ann.privacy.setActive('custom'))
    await done(ann.privacy.update('custom', { remove: [48] }))
    const { items } = await done(ann.privacy.get('custom'))
    expect(items.map(({ userId, action, mutual }) => [userId, action, mutual])).toEqual([
      [34, 'deny', false],
      [18, 'allow', true],
    ])
    await done(ann.privacy.declineActive())
    await done(ann.privacy.remove('custom'))
    expect(await conditionOf(ann.privacy.get('custom'))).toBe('item-not-found')
  })

  it('puts the default back when the link goes while it is declined', async () => {
    const [ann, other] = [await enter(21), await enter(21, 'other')]
    await done(ann.privacy.block(56))
    ann.privacy.blocked$.subscribe()
    sandbox().faults.resume('refuse')
    const outcome = conditionOf(ann.privacy.block(57)).catch((error: unknown) => isChatError(error, 'link'))
    // The list is written only after the default was declined, since the other device uses it.
    await until(other.privacy.changed$, () => true)
    sandbox().faults.cut(21)
    expect([true, 'none']).toContain(await outcome)
    expect((await done(ann.privacy.names())).default).toBe('blocked')
    await until(ann.privacy.blocked$, (ids) => ids.join() === '56,57')
  }, 20_000)
})
