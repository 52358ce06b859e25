import { describe, expect, it } from '@jest/globals'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import { inbox } from '../support/inbox.js'
import { stage } from '../support/stage.js'

const password = 'Blue-kettle-52'
const users = [
  { id: 21, login: 'ann', password },
  { id: 56, login: 'ben', password },
]

describe('a timeline', () => {
  const { signIn } = stage(users)
  it('shows history, what arrives and what is on its way', async () => {
    const [ann, ben] = [await signIn('ann'), await signIn('ben')]
    const team = await firstValueFrom(ann.dialogs.create({ type: 'group', name: 'Team', occupantIds: [56] }))
    await lastValueFrom(ann.messages.send(team, { body: 'before' }))
    const view = inbox(ann.live.timeline(team))
    await view.first(({ loading }) => !loading)
    await lastValueFrom(ben.messages.send(team, { body: 'live' }))
    await lastValueFrom(ann.messages.send(team, { body: 'own' }))
    await view.first(({ items }) => items.length === 3)
    expect(
      view.all
        .at(-1)
        ?.items.map(({ message }) => message.body)
        .sort(),
    ).toEqual(['before', 'live', 'own'])
  })
})
