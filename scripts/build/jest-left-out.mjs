import { createHash } from 'node:crypto'
import { leaveOut } from './leave-out.mjs'

/** Lets specs run what is shipped of the packages that are inlined. */
export default {
  process: (code, id) => ({ code: leaveOut(code, id) }),
  getCacheKey: (code, id) => createHash('sha256').update(id).update(leaveOut(code, id)).digest('hex'),
}
