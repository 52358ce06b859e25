import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { application, domain, jid, user } from './frames.js'

/** One who is measured: what the cases ask of every SDK alike. Those cannot do everything. */
export interface Party {
  /** Done when it is ready. */
  readonly connect?: () => Promise<unknown>
  readonly disconnect?: () => Promise<unknown>
  /** Tells each message that arrives. */
  readonly onMessage: (listener: () => void) => void
  /** Tells whenever it is ready once more. */
  readonly onReady: (listener: () => void) => void
  /** Done when the SDK tells that the server has the message. */
  readonly send?: (body: string) => Promise<unknown>
  readonly signIn?: () => Promise<unknown>
  /** Done with how many there are. */
  readonly listDialogs?: () => Promise<number>
}

interface PartyModule {
  readonly create: (site: object, setting: string) => Party
}
const isPartyModule = (value: unknown): value is PartyModule =>
  typeof value === 'object' && value !== null && 'create' in value && typeof value.create === 'function'

/** Plain programs, run as users run them; found from the root of the project, since a bundle does not know where its source was. */
const folder = resolve('bench/support/parties')

/** Loads the party of that name, which meets the server on `port` as its client of that `number`. */
export const loadParty = async (name: string, setting: string, port: string, number: string): Promise<Party> => {
  const module: unknown = await import(pathToFileURL(`${folder}/${name}.mjs`).href)
  if (!isPartyModule(module)) throw new Error(`no party called ${name}`)
  const places = { api: `http://${domain}:${port}`, websocket: `ws://${domain}:${port}/${number}` }
  return module.create({ ...places, domain, jid, application, user }, setting)
}
