import { asyncScheduler, EMPTY, NEVER, startWith } from 'rxjs'
import { memoryStore } from '../platform/key-value-store.js'
import { createObjectIds } from '../platform/object-id.js'
import { createState } from '../rx/create-state.js'
import { createAddresses } from '../xmpp/addresses.js'
import { scriptedRest } from './scripted-rest.js'
import type { Script, ScriptedServer } from './scripted-server.js'
import { scriptedStream } from './scripted-stream.js'

const domain = 'chat.scripted'

/** Creates the server of one chat. Inert until the chat connects. */
export const createScriptedServer = (given: Partial<Script> = {}): ScriptedServer => {
  const silent = { refusal: () => undefined, answer: () => undefined }
  const common = { scheduler: asyncScheduler, latency: 0, userId: 1, acknowledges: true, ...silent, ...given }
  const session = { id: 1, user_id: common.userId, token: 'scripted', created_at: '2020-01-01T00:00:00Z' }
  const script: Script = { ...common, rest: { 'POST /session': () => ({ session }), ...given.rest } }
  const { userJid, dialogJid } = createAddresses(1, domain)
  const [online, visible] = [createState(true), createState(true)]
  const { WebSocket, ...stream } = scriptedStream(domain, online.get, script)
  // Others draw other ids than the chat.
  const newId = createObjectIds({ now: () => script.scheduler.now(), random: () => 0.25 })
  return {
    ...stream,
    from: (who, dialog = { type: 'private', opponentId: who }) => {
      const inRoom = { type: 'groupchat', from: `${dialogJid(dialog)}/${String(who)}` }
      const there = dialog.type === 'private' ? { type: 'chat', from: userJid(who) } : inRoom
      return (what) => ({ kind: 'message', id: newId(), ...there, ...what })
    },
    setOnline: (is) => {
      online.set(is)
      if (!is) stream.cut()
    },
    setVisible: visible.set,
    config: {
      application: { id: 1, authKey: 'scripted' },
      endpoints: { api: 'https://api.scripted', websocket: 'wss://chat.scripted', chat: domain },
      platform: {
        ...{ WebSocket, scheduler: script.scheduler, exchange: scriptedRest(online.get, script), random: () => 0.5 },
        ...{ online$: online.value$, visible$: visible.value$, storage: memoryStore() },
        // One tab, alone.
        tabId: () => NEVER.pipe(startWith('tab')),
        lock: (_name, ifFree) => (ifFree === true ? NEVER.pipe(startWith(undefined)) : EMPTY),
      },
    },
  }
}
