export { startSandbox, type Sandbox } from './start-sandbox.js'
export type { ResumeMode, SandboxOptions, SandboxUser } from './options.js'
export type { Faults, Frame, HandshakeStep, RestFault } from './faults.js'
