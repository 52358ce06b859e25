/**
 * The REST side alone, for servers, scripts and pages that do not chat live. What it exports is exported by
 * `connectycube-rx` as well, `createRest` apart.
 *
 * @module connectycube-rx/rest
 */
export { createRest } from './create-rest.js'
export * from './rest-ledger.js'
