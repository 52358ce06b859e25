import type { Dialog } from '../../model/dialog.js'

type DialogType = Dialog['type']

/** The documented numbers; the official JavaScript SDK's enumeration contradicts them (protocol A1). */
const numbers = { broadcast: 1, group: 2, private: 3, public: 4 } as const satisfies Record<DialogType, number>

const types = ['broadcast', 'group', 'private', 'public'] as const

export const numberOfType = (type: DialogType): number => numbers[type]

export const typeOfNumber = (value: unknown): DialogType | undefined =>
  types.find((type) => numbers[type] === (typeof value === 'string' ? Number(value) : value))
