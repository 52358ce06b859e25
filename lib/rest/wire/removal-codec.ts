import { built, id, listOf, model, orElse } from '../codecs.js'
import type { Query } from '../query.js'
import type { Removal } from '../../model/removal.js'

/** Whether a removal is for all who are in it; default false: for oneself. Who may: protocol 4.3. */
export interface ForEveryone {
  readonly forEveryone?: boolean
}

export const force = (options?: ForEveryone): Query => ({ force: options?.forEveryone === true ? 1 : undefined })

const ids = orElse(
  built('ids', model('ids', { ids: listOf(id) }), (wire) => wire.ids),
  [],
)

/** The result of removing several (protocol 4.11); any part may be missing. */
export const removalCodec = built(
  'removal',
  model(
    'removal',
    { removed: ids, notFound: ids, refused: ids },
    { removed: 'SuccessfullyDeleted', notFound: 'NotFound', refused: 'WrongPermissions' },
  ),
  (removal): Removal => removal,
)
