// The same by stanza's parts: its parser, its registry with all that it defines and, defined as those are, the fields of
// ConnectyCube; then what it says checked and made our model, as in the other.
import { childText, parse, Registry } from 'stanza/jxt/index.js'
import protocol from 'stanza/protocol/index.js'
import { text } from '../../lib/codec/decoder.js'
import { recordOf, struct } from '../../lib/codec/struct.js'
import { toMessage } from '../../lib/messages/message-codec.js'
import { createAddresses } from '../../lib/xmpp/addresses.js'
import { decodeAll } from './decode-all.js'
import { application, domain } from './frames.js'

const registry = new Registry()
registry.define(protocol.default)
registry.define({
  aliases: [{ path: 'message.extraParams' }],
  element: 'extraParams',
  namespace: 'jabber:client',
  fields: {
    save_to_history: childText(null, 'save_to_history'),
    date_sent: childText(null, 'date_sent'),
    dialog_id: childText(null, 'dialog_id'),
    kind: childText(null, 'kind'),
  },
})

const wire = struct('message', {
  ...{ id: text, type: text, from: text, body: text },
  ...{ extraParams: recordOf(text), marker: struct('marker', { type: text }) },
})
const addresses = createAddresses(application.id, domain)

export const commands = decodeAll((frame) => {
  const said = wire.decode(registry.import(parse(frame)))
  if (said._tag === 'Left') return false
  const extraParams = { params: said.right.extraParams, attachments: [] }
  return toMessage({ ...said.right, kind: 'message', extraParams }, 'incoming', addresses, 0) !== undefined
})
