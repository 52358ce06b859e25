import { afterEach, expect, it } from '@jest/globals'
import { concatMap, firstValueFrom, forkJoin, merge, tap, timer } from 'rxjs'
import type { DialogRef } from '../../lib/index.js'
import { startFaultProxy, type FaultProxy } from '../../scripts/fault-proxy.js'
import type { ClusterNode, NodeEnd } from '../../scripts/servers/start-ejabberd-cluster.js'
import { inOrder, type Talker } from '../support/delivery.js'
import { inbox } from '../support/inbox.js'
import { converse, type Course } from './support/converse.js'
import { describeWithCluster } from './support/describe-with-cluster.js'
import { failing, memberAt, missingOf, readyAgain } from './support/fail-over.js'

/** 20 messages a second from each side. */
const spacing = 50
const dialogId = '65c000000000000000000001'
const room: DialogRef = { type: 'group', dialogId }
const quiet: DialogRef = { type: 'group', dialogId: '65c000000000000000000002' }
const ascending = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b)

const through = (proxy: FaultProxy, { url, port }: ClusterNode): string => url.replace(String(port), String(proxy.port))

interface Run {
  readonly ending: NodeEnd
  /** Of each side; the node ends in the middle. */
  readonly messages: number
  /** Whether both users are on the node that ends; by default one is. */
  readonly both?: true
  /** Whether they talk in a room, which is on that node, too. */
  readonly inRoom?: true
  /** Whether they sit in another room there, too, in which nothing is said. */
  readonly quietRoom?: true
  /** How many of one side the server may lose: each is shown as sent, and not as delivered. */
  readonly mostLost: number
}

describeWithCluster('a cluster of which a node ends', (cluster) => {
  const leftOver: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of leftOver.splice(0)) await end()
  })
  let users = 1000

  const setUp = async ({ ending, both, inRoom, quietRoom }: Run) => {
    const [node, other] = cluster().nodes
    const member = async (urls: readonly string[]): Promise<Talker> => {
      const one = await memberAt(cluster(), urls, ++users)
      leftOver.unshift(one.chat.destroy)
      for (const dialog of [...(inRoom ? [room] : []), ...(quietRoom ? [quiet] : [])])
        await firstValueFrom(one.chat.rooms.join(dialog))
      return one
    }
    const one = await member([node.url, other.url])
    const friend = await member(both ? [node.url, other.url] : [other.url, node.url])
    const moving = both ? [one, friend] : [one]
    return { one, friend, moving, trouble$: failing(node, ending) }
  }

  const account = async (course: Course, { ending, inRoom, messages, mostLost }: Run): Promise<string> => {
    const { received, delivered, sent } = course
    const { archived, lost } = await missingOf(course, cluster(), inRoom && dialogId)
    // What is under way in the instant in which ejabberd moves a session comes behind what is newer.
    const late = received.filter((number, index) => number < Math.max(...received.slice(0, index)))
    expect(late.length === 0 || ending === 'graceful').toBe(true)
    expect(sent).toEqual(inOrder(messages))
    expect([...received].sort((one, other) => one - other)).toEqual(
      ending === 'graceful' || inRoom ? inOrder(messages) : ascending(received),
    )
    expect(lost.filter((number) => delivered.has(number))).toEqual([])
    expect(lost.length).toBeLessThanOrEqual(mostLost)
    const counts = { received, late, 'in the archive': archived, 'sent and not delivered': lost }
    return Object.entries(counts)
      .map(([what, numbers]) => `${String(numbers.length)} ${what}`)
      .join(', ')
  }

  it.each<readonly [string, Run]>([
    ['killed, two users on two nodes', { ending: 'SIGKILL', messages: 600, quietRoom: true, mostLost: 2 }],
    ['killed, with both users on it', { ending: 'SIGKILL', messages: 600, both: true, mostLost: 2 }],
    // ejabberd drops what comes for a session that it is just ending.
    ['stopped, two users on two nodes', { ending: 'SIGTERM', messages: 200, mostLost: 2 }],
    ['stopped gracefully, two users on two nodes', { ending: 'graceful', messages: 600, mostLost: 0 }],
    ['stopped gracefully, with both users on it', { ending: 'graceful', messages: 600, both: true, mostLost: 0 }],
    ['killed, with the room', { ending: 'SIGKILL', messages: 200, inRoom: true, mostLost: 0 }],
    ['stopped gracefully, with the room', { ending: 'graceful', messages: 200, inRoom: true, mostLost: 0 }],
  ])(
    'doubles and reorders nothing, and accounts for every message: %s',
    async (name, run) => {
      const { messages, inRoom } = run
      const { one, friend, moving, trouble$ } = await setUp(run)
      const middle$ = timer((messages * spacing) / 2)
      const back$ = forkJoin(moving.map(readyAgain))
      const returns = inbox(friend.chat.rooms.changed$)
      let waits: readonly number[] = []
      const meanwhile$ = middle$.pipe(concatMap(() => merge(back$.pipe(tap((all) => (waits = all))), trouble$)))
      const plan = { messages, spacing, trouble$: meanwhile$, within: 60_000 }
      const courses = await converse(one, friend, inRoom ? { ...plan, dialog: room } : plan)
      // Nobody tells who stays that the room was gone: the room has to be asked.
      if (run.quietRoom)
        await returns.first(({ type, userId }) => type === 'joined' && userId === friend.userId, 60_000)
      const counts = await Promise.all(courses.map((course) => account(course, run)))
      process.stderr.write(`${name}: ready again after ${waits.join(' and ')} ms; ${counts.join('; ')}\n`)
    },
    120_000,
  )

  it.each([
    [1, 2],
    [2, 1],
  ] as const)(
    'lets in who comes back in the same second from node %d to %d, as the same device',
    async (from, to) => {
      const [node, other] = [cluster().nodes[from === 1 ? 0 : 1], cluster().nodes[to === 1 ? 0 : 1]]
      const proxy = await startFaultProxy({ host: '127.0.0.1', port: node.port })
      leftOver.push(proxy.stop)
      // ejabberd tells sessions of one second apart by a counter of each node, and may end the newer one.
      await firstValueFrom(timer(1000 - (Date.now() % 1000)))
      const device = { resource: 'tab' }
      const before = await memberAt(cluster(), [through(proxy, node)], ++users, device)
      leftOver.unshift(before.chat.destroy)
      proxy.refuse(true)
      proxy.cut()
      const since = Date.now()
      const now = await memberAt(cluster(), [other.url], users, device)
      leftOver.unshift(now.chat.destroy)
      process.stderr.write(
        `from node ${String(from)} to ${String(to)} in the same second: let in after ${String(Date.now() - since)} ms\n`,
      )
      // Long enough for another conflict.
      await firstValueFrom(timer(2500))
      expect(await firstValueFrom(now.chat.connection.state$)).toMatchObject({ type: 'ready' })
    },
    20_000,
  )
})
