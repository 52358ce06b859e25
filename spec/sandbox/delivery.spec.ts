import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSandbox, type ResumeMode, type Sandbox } from 'connectycube-sandbox'
import type { ChatConfig } from '../../lib/index.js'
import { inOrder, talk, type DeliveryPlan, type Talker } from '../support/delivery.js'
import { frozen } from '../support/frozen.js'
import { chatAgainst } from '../support/talkers.js'
import { firstValueFrom, timeout } from 'rxjs'

const count = 60
const whole = { sent: inOrder(count), received: inOrder(count) }
/** Comes back at once, however often: the cuts come faster than the default policy takes a link for stable. */
const quick: Partial<ChatConfig> = { reconnection: { totalReconnections: 50, reconnectionTimeout: 20 } }

describe('over a link that is cut', () => {
  let sandbox: Sandbox
  let talkers: readonly [Talker, Talker]

  const join = async (userId: number, config: Partial<ChatConfig>): Promise<Talker> => {
    const chat = frozen(chatAgainst(sandbox, config))
    await firstValueFrom(chat.connection.connect({ userId, password: 'passw0rd-of-both' }).pipe(timeout(10_000)))
    return { chat, userId }
  }
  const meet = async (config: Partial<ChatConfig>): Promise<void> => {
    talkers = [await join(21, config), await join(56, config)]
  }
  const plan = (seed: number, over: Partial<DeliveryPlan> = {}): DeliveryPlan => ({
    messages: count,
    spacing: 15,
    cuts: 5,
    seed,
    cut: () => {
      sandbox.faults.cut()
    },
    within: 20_000,
    ...over,
  })

  beforeEach(async () => {
    sandbox = await startSandbox({
      users: [
        { id: 21, login: 'ann', password: 'passw0rd-of-both' },
        { id: 56, login: 'ben', password: 'passw0rd-of-both' },
      ],
    })
  })
  afterEach(async () => {
    for (const { chat } of talkers) chat.destroy()
    await sandbox.stop()
  })

  const resumed: readonly ResumeMode[] = ['grant', 'refuse']
  for (const mode of resumed) {
    it.each([31, 32, 33])(
      `loses, doubles and reorders nothing, resumption: ${mode} (seed %d)`,
      async (seed) => {
        await meet(quick)
        sandbox.faults.resume(mode)
        expect(await talk(...talkers, plan(seed))).toEqual([whole, whole])
      },
      30_000,
    )
  }

  it.each([41, 42])(
    'loses, doubles and reorders nothing, resumption never answered (seed %d)',
    async (seed) => {
      await meet({ ...quick, timeouts: { handshake: 300 } })
      sandbox.faults.resume('ignore')
      expect(await talk(...talkers, plan(seed))).toEqual([whole, whole])
    },
    30_000,
  )

  it('loses, doubles and reorders nothing with one side cut and acknowledgements lost (seed 51)', async () => {
    await meet({ ...quick, timeouts: { answer: 300 } })
    sandbox.faults.duplicate(true)
    let cuts = 0
    const cut = (): void => {
      cuts += 1
      sandbox.faults.dropAcks(cuts < 5)
      sandbox.faults.resume(cuts % 2 === 0 ? 'grant' : 'refuse')
      sandbox.faults.cut(21)
    }
    expect(await talk(...talkers, plan(51, { cut, cutsOnlyFirst: true }))).toEqual([whole, whole])
  }, 30_000)

  it('holds with every default (seed 61)', async () => {
    await meet({})
    expect(await talk(...talkers, plan(61, { spacing: 80, settle: 550 }))).toEqual([whole, whole])
  }, 30_000)
})
