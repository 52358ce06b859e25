/**
 * For your own tests: a chat to test components with, a server to test all else with, in virtual time.
 *
 * @module connectycube-rx/testing
 */
export { createScriptedServer } from './testing/create-scripted-server.js'
export { fakeChat, type FakeChat, type GivenChat } from './testing/fake-chat.js'
export type * from './testing/scripted-server.js'
