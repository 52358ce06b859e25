import type { SandboxUser } from '../../sandbox/src/index.js'
import { people as two } from '../tour/sandbox-stage.js'

/** Who is in the sandbox of `npm start`: the two of the tour and two more. */
export const people = [
  ...two,
  { id: 103, login: 'charles', password: 'babbage', fullName: 'Charles' },
  { id: 104, login: 'grace', password: 'compiler', fullName: 'Grace' },
] as const satisfies readonly SandboxUser[]
