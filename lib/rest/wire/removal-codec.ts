import { at, type Decoder, id, listOf, member, model, orElse } from '../codecs.js'
import type { Query } from '../query.js'
import type { Removal } from '../../model/removal.js'

/** Whether a removal is for all who are in it; default false: for oneself. Who may is the server's to say: `http`, 403. */
export interface ForEveryone {
  readonly forEveryone?: boolean
}

export const force = (options?: ForEveryone): Query => ({ force: options?.forEveryone === true ? 1 : undefined })

const ids = orElse(member('ids', listOf(id)), [])

/** The result of removing several (protocol 4.11); any part may be missing. */
export const removalCodec: Decoder<Removal> = model('removal', {
  removed: at('SuccessfullyDeleted', ids),
  notFound: at('NotFound', ids),
  refused: at('WrongPermissions', ids),
})
