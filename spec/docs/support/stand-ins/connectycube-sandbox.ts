export * from '../../../../sandbox/src/index.js'
export { startSandbox } from './surroundings.js'
