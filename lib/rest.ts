export { createRest } from './create-rest.js'
export * from './rest-ledger.js'
