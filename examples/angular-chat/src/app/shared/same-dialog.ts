import { dialogKey, type DialogRef } from 'connectycube-rx'

/** For what follows a dialog, not what becomes of it. */
export const sameDialog = { equal: (a: DialogRef, b: DialogRef): boolean => dialogKey(a) === dialogKey(b) }
