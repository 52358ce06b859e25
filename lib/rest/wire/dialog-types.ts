import type { Dialog } from '../../model/dialog.js'

type DialogType = Dialog['type']

/** The documented numbers; the official JavaScript SDK's enumeration contradicts them (protocol A1). */
export const dialogTypes = { broadcast: 1, group: 2, private: 3, public: 4 } as const satisfies Record<
  DialogType,
  number
>

const types = ['broadcast', 'group', 'private', 'public'] as const

export const typeOfNumber = (number: number): DialogType | undefined =>
  types.find((type) => dialogTypes[type] === number)
