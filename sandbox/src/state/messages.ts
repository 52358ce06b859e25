import type { Fields } from '../json.js'

export interface Message {
  readonly id: string
  readonly dialogId: string
  body: string | null
  /** Unix seconds. */
  readonly dateSent: number
  readonly senderId: number
  readonly recipientId: number | null
  readonly readIds: Set<number>
  readonly deliveredIds: Set<number>
  readonly viewerIds: Set<number>
  readonly attachments: readonly Fields[]
  readonly params: Fields
  readonly reactions: Map<string, Set<number>>
  readonly deletedFor: Set<number>
  readonly createdAt: number
  updatedAt: number
  editedAt: number | null
}

export interface Messages {
  readonly add: (message: Message) => void
  readonly byId: (id: string) => Message | undefined
  /** In order of arrival. */
  readonly ofDialog: (dialogId: string) => readonly Message[]
  readonly remove: (message: Message) => void
  readonly removeDialog: (dialogId: string) => void
}

export const createMessages = (): Messages => {
  const all = new Map<string, Message>()
  const dialogs = new Map<string, Message[]>()
  return {
    add: (message) => {
      all.set(message.id, message)
      const list = dialogs.get(message.dialogId)
      if (list === undefined) dialogs.set(message.dialogId, [message])
      else list.push(message)
    },
    byId: (id) => all.get(id),
    ofDialog: (dialogId) => dialogs.get(dialogId) ?? [],
    remove: (message) => {
      all.delete(message.id)
      const list = dialogs.get(message.dialogId) ?? []
      dialogs.set(
        message.dialogId,
        list.filter((item) => item !== message),
      )
    },
    removeDialog: (dialogId) => {
      for (const message of dialogs.get(dialogId) ?? []) all.delete(message.id)
      dialogs.delete(dialogId)
    },
  }
}
