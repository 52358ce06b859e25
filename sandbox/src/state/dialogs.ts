import type { Fields } from '../json.js'

/** protocol 9, A1. */
export const DIALOG = { broadcast: 1, group: 2, private: 3, public: 4 } as const
export type DialogType = (typeof DIALOG)[keyof typeof DIALOG]

export interface Dialog {
  readonly id: string
  readonly ownerId: number
  readonly type: DialogType
  /** name, description, photo, extensions, permissions, data: as written by the clients. */
  settings: Fields
  readonly occupantIds: Set<number>
  readonly adminIds: Set<number>
  pinnedIds: readonly string[]
  readonly hiddenFor: Set<number>
  readonly mutedBy: Set<number>
  readonly blockedIds: Set<number>
  readonly createdAt: number
  updatedAt: number
}

export interface NewDialog {
  readonly id: string
  readonly ownerId: number
  readonly type: DialogType
  readonly occupantIds: readonly number[]
  readonly adminIds?: readonly number[]
  readonly settings?: Fields
}

export interface Dialogs {
  readonly add: (fresh: NewDialog) => Dialog
  readonly byId: (id: string) => Dialog | undefined
  readonly privateOf: (one: number, other: number) => Dialog | undefined
  readonly all: () => Dialog[]
  readonly remove: (id: string) => void
}

const pairKey = (one: number, other: number): string => `${Math.min(one, other)}-${Math.max(one, other)}`

export const createDialogs = (): Dialogs => {
  const dialogs = new Map<string, Dialog>()
  const pairs = new Map<string, Dialog>()
  return {
    add: ({ id, ownerId, type, occupantIds, adminIds = [], settings = {} }) => {
      const now = Date.now()
      const people = { occupantIds: new Set(occupantIds), adminIds: new Set(adminIds), blockedIds: new Set<number>() }
      const views = { pinnedIds: [], hiddenFor: new Set<number>(), mutedBy: new Set<number>() }
      const dialog: Dialog = { id, ownerId, type, settings, ...people, ...views, createdAt: now, updatedAt: now }
      dialogs.set(id, dialog)
      const [one, other] = occupantIds
      if (type === DIALOG.private && one !== undefined && other !== undefined) pairs.set(pairKey(one, other), dialog)
      return dialog
    },
    byId: (id) => dialogs.get(id),
    privateOf: (one, other) => pairs.get(pairKey(one, other)),
    all: () => [...dialogs.values()],
    remove: (id) => {
      const dialog = dialogs.get(id)
      dialogs.delete(id)
      for (const [key, value] of pairs) if (value === dialog) pairs.delete(key)
    },
  }
}
