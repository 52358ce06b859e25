export * from '../../scripts/fault-proxy.js'
