import { WebSocket } from 'ws'
import type { Sandbox } from '../../../sandbox/src/index.js'
import { el, elements, textOf, child, type Element } from '../../../sandbox/src/xml/element.js'
import { NS } from '../../../sandbox/src/xml/namespaces.js'
import { parseFrame } from '../../../sandbox/src/xml/parse.js'
import { serialize } from '../../../sandbox/src/xml/serialize.js'

/** An XMPP client of raw frames: nothing of the SDK, so that a shared mistake cannot hide. */
export interface RawClient {
  readonly sendText: (text: string) => void
  readonly send: (element: Element) => void
  /** The next frame that matches, among those not taken yet; rejects after two seconds. */
  readonly next: (matches: (frame: Element) => boolean) => Promise<Element>
  /** Frames received and not taken. */
  readonly rest: () => readonly Element[]
  readonly closed: Promise<number>
  readonly terminate: () => void
}

interface Waiter {
  readonly matches: (frame: Element) => boolean
  readonly resolve: (frame: Element) => void
}

const PATIENCE_MS = 2000

export const openRaw = async (url: string): Promise<RawClient> => {
  const socket = new WebSocket(url, 'xmpp')
  const received: Element[] = []
  const waiters: Waiter[] = []
  socket.on('message', (data) => {
    const frame = parseFrame(data instanceof Buffer ? data.toString('utf8') : '')
    if ('refused' in frame) return
    const index = waiters.findIndex((waiter) => waiter.matches(frame))
    if (index < 0) received.push(frame)
    else waiters.splice(index, 1)[0]?.resolve(frame)
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const next = (matches: (frame: Element) => boolean): Promise<Element> => {
    const index = received.findIndex(matches)
    const found = index < 0 ? undefined : received.splice(index, 1)[0]
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const told = (): void => {
        clearTimeout(timer)
        reject(new Error(`Waited in vain; got: ${received.map((item) => serialize(item)).join('\n')}`))
      }
      const timer = setTimeout(told, PATIENCE_MS)
      const settle = (frame: Element): void => {
        clearTimeout(timer)
        resolve(frame)
      }
      waiters.push({ matches, resolve: settle })
      // A closed socket brings nothing more.
      void closed.then(told)
    })
  }
  return {
    sendText: (text) => socket.send(text),
    send: (element) => socket.send(serialize(element)),
    next,
    rest: () => received,
    closed,
    terminate: () => socket.terminate(),
  }
}

export const named =
  (name: string, ns?: string) =>
  (frame: Element): boolean =>
    frame.name === name && (ns === undefined || frame.ns === ns)

export const withId =
  (id: string) =>
  (frame: Element): boolean =>
    frame.attrs['id'] === id

export const openFrame = el('open', NS.framing, { to: 'chat.localhost', version: '1.0' })

const plain = (userId: number, password: string): string => Buffer.from(`\0${userId}-1\0${password}`).toString('base64')

/** Opens, authenticates and opens again: what comes next is bind or resume. */
export const authenticated = async (
  sandbox: Pick<Sandbox, 'websocket'>,
  userId: number,
  password = 'passw0rd-of-all',
): Promise<RawClient> => {
  const raw = await openRaw(sandbox.websocket)
  raw.send(openFrame)
  await raw.next(named('features'))
  raw.send(el('auth', NS.sasl, { mechanism: 'PLAIN' }, [plain(userId, password)]))
  const outcome = await raw.next((frame) => frame.ns === NS.sasl)
  if (outcome.name !== 'success') throw new Error(serialize(outcome))
  raw.send(openFrame)
  await raw.next(named('features'))
  return raw
}

export interface BoundClient extends RawClient {
  readonly jid: string
}

export interface LoginOptions {
  readonly resource?: string
  readonly password?: string
  readonly sm?: boolean
  readonly presence?: boolean
}

/** The whole way to presence: bind, stream management on wish, carbons. */
export const login = async (
  sandbox: Pick<Sandbox, 'websocket'>,
  userId: number,
  options: LoginOptions = {},
): Promise<BoundClient> => {
  const raw = await authenticated(sandbox, userId, options.password)
  const resource = options.resource === undefined ? [] : [el('resource', NS.bind, {}, [options.resource])]
  raw.send(el('iq', NS.client, { type: 'set', id: 'bind' }, [el('bind', NS.bind, {}, resource)]))
  const bound = await raw.next(withId('bind'))
  const jid = textOf(child(child(bound, 'bind', NS.bind), 'jid', NS.bind))
  if (options.sm === true) raw.send(el('enable', NS.sm, { resume: 'true' }))
  raw.send(el('iq', NS.client, { type: 'set', id: 'carbons' }, [el('enable', NS.carbons)]))
  await raw.next(withId('carbons'))
  if (options.presence !== false) {
    raw.send(el('presence', NS.client))
    await raw.next(named('presence'))
  }
  return { ...raw, jid }
}

/** A ping and its answer: everything sent before has been handled by then. */
export const settled = async (client: RawClient): Promise<void> => {
  const id = `ping-${Math.random().toString(36).slice(2)}`
  client.send(el('iq', NS.client, { type: 'get', id, to: 'chat.localhost' }, [el('ping', NS.ping)]))
  await client.next(withId(id))
}

/** Code, type and condition of an error. */
export const errorOf = (stanza: Element): readonly (string | undefined)[] => {
  const error = child(stanza, 'error', NS.client)
  const [condition] = error === undefined ? [] : elements(error)
  return [error?.attrs['code'], error?.attrs['type'], condition?.name]
}

export const bodyOf = (stanza: Element): string => textOf(child(stanza, 'body', NS.client))

export interface Draft {
  readonly id: string
  readonly to: string
  readonly body?: string
  readonly type?: string
  readonly keep?: boolean
  readonly children?: readonly Element[]
}

export const message = ({ id, to, body, type = 'chat', keep = true, children = [] }: Draft): Element => {
  const params = keep ? [el('extraParams', NS.client, {}, [el('save_to_history', NS.client, {}, ['1'])])] : []
  const text = body === undefined ? [] : [el('body', NS.client, {}, [body])]
  return el('message', NS.client, { id, to, type }, [...text, ...children, ...params])
}
