// The detour keeps this path from being mapped to this very file.
import { ChatError as Original, type ChatErrorTag } from './../../../lib/errors/chat-error.js'
import { record } from './recorder.js'

export * from './../../../lib/errors/chat-error.js'

/** Stands in for every `ChatError` of a spec: the same, and told to the log. */
export class ChatError<Tag extends ChatErrorTag = ChatErrorTag> extends Original<Tag> {
  constructor(...parameters: ConstructorParameters<typeof Original<Tag>>) {
    super(...parameters)
    record(this)
  }
}
