import type { MessageId, UserId } from '../model/ids.js'
import type { Json } from '../model/message.js'
import { checkUserId } from '../rest/arguments.js'
import { id, member } from '../rest/codecs.js'
import { endpoint, json } from '../rest/endpoint.js'

/** `/chat/Message/system` (protocol 4.9). */
export const systemMessageEndpoints = {
  /** Has the server send a system message, for where there is no stream. Cold; emits its id. Who is offline misses it. */
  sendViaRest: endpoint(
    'POST /chat/Message/system',
    (_own, recipientId: UserId, params: Readonly<Record<string, Json>> = {}) => {
      checkUserId('recipientId', recipientId)
      return { body: { ...params, recipientId }, answer: json<MessageId>(member('messageId', id)) }
    },
  ),
}
