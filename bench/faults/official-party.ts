import { resolve } from 'node:path'
import { defer, EMPTY, filter, map, mergeMap, ReplaySubject, take, throwError, type Observable } from 'rxjs'
import { startOfficialClient, type OfficialClient, type Told } from '../../spec/interop/official-process.js'
import type { Enter, Entrance, Lane } from '../../spec/faults/party.js'
import { loginOf } from '../../spec/faults/site.js'

/** Found from the root of the project: a bundle does not know where its source was. */
const program = resolve('spec/interop/official-client.mjs')

/** It waits 5 s by default; with 1 s it is offline for a smaller part of each run. */
const chat = { reconnect: { enable: true, timeInterval: 1 } }

const signIn = (client: OfficialClient, { site, userId, port }: Entrance): Promise<unknown> => {
  // It takes the XMPP domain from the URL, which the sandbox does not mind; PLAIN, all the sandbox has, it sends to 127.0.0.1 only.
  const websocket = `ws://${site.rest === undefined ? site.chat : site.host}:${String(port)}${site.path}`
  const sandbox = { api: site.rest?.api, websocket, chat: site.chat, appId: 1, authKey: 'sandbox' }
  const login = site.rest === undefined ? {} : { login: loginOf(userId) }
  return client.ask('start', { sandbox, userId, password: 'passw0rd-of-all', chat, ...login })
}

const bodyOf = (message: unknown): string =>
  typeof message === 'object' && message !== null && 'body' in message ? String(message.body) : ''

/** The official SDK, each user in a process of its own. Its word for `sent` is the callback of that name. */
export const enterWithOfficial: Enter = async (entrance) => {
  const { site, otherId } = entrance
  const client = startOfficialClient(program)
  const told$ = new ReplaySubject<Told>(1000, 10_000)
  client.told$.subscribe(told$)
  const of = (event: string): Observable<readonly unknown[]> =>
    told$.pipe(
      filter((told) => told['event'] === event),
      map(({ values }): readonly unknown[] => (Array.isArray(values) ? values : [])),
    )
  await signIn(client, entrance)
  const send = (lane: Lane, body: string): Promise<unknown> => {
    const to = lane === 'private' ? otherId : `1_${site.rest?.groupId ?? ''}@muc.${site.chat}`
    const type = lane === 'private' ? 'chat' : 'groupchat'
    return client.ask('chat.send', to, { type, body, extension: { save_to_history: 1 }, markable: 1 })
  }
  return {
    say: (lane, body) =>
      defer(() => send(lane, body)).pipe(
        mergeMap((id) =>
          of('sent').pipe(
            filter(([lost, sent]) => sent === id || lost === id),
            take(1),
            mergeMap(([lost]) => (lost === id ? throwError(() => new Error('reported lost')) : EMPTY)),
          ),
        ),
      ),
    heard$: of('message').pipe(
      filter(([userId]) => userId === otherId),
      map(([, message]) => bodyOf(message)),
    ),
    wired$: EMPTY,
    up$: of('up').pipe(map(([up]) => up === true)),
    gap$: EMPTY,
    stalled$: EMPTY,
    // It tries every second anyway.
    retry: () => undefined,
    leave: client.stop,
  }
}
