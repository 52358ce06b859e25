export * from './element.js'
export { NS } from './namespaces.js'
export { parseFrame } from './parse.js'
export { serialize } from './serialize.js'
