import { Registry, type DefinitionOptions, type Plugin } from 'stanza/jxt/index.js'
import * as rfc6120 from 'stanza/protocol/rfc6120.js'
import * as rfc6121 from 'stanza/protocol/rfc6121.js'
import * as rfc7395 from 'stanza/protocol/rfc7395.js'
import * as xep0016 from 'stanza/protocol/xep0016.js'
import * as xep0045 from 'stanza/protocol/xep0045.js'
import * as xep0085 from 'stanza/protocol/xep0085.js'
import * as xep0198 from 'stanza/protocol/xep0198.js'
import * as xep0199 from 'stanza/protocol/xep0199.js'
import * as xep0203 from 'stanza/protocol/xep0203.js'
import * as xep0280 from 'stanza/protocol/xep0280.js'
import * as xep0297 from 'stanza/protocol/xep0297.js'
import * as xep0333 from 'stanza/protocol/xep0333.js'
import * as xep0352 from 'stanza/protocol/xep0352.js'
import { connectyCubeDefinitions } from './definitions.js'

type Definition = DefinitionOptions | Plugin

const isWrapped = (value: object): value is { readonly default: object } => 'default' in value

const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && 'element' in value)

/** Node hands out a CommonJS module as `{default: {default: …}}`, bundlers unwrap one or both layers. */
const unwrap = (module: object): Definition[] => {
  const once = isWrapped(module) ? module.default : module
  const twice = isWrapped(once) ? once.default : once
  const all: readonly unknown[] = Array.isArray(twice) ? twice.flat() : [twice]
  return all.filter(isDefinition)
}

/** A fresh JXT registry with the protocols the SDK speaks. `define` accepts nonsense in silence, so a spec checks what it imports. */
export const createRegistry = (): Registry => {
  const registry = new Registry()
  const stock = [
    rfc6120,
    rfc6121,
    rfc7395,
    xep0198,
    xep0297,
    xep0280,
    xep0203,
    xep0333,
    xep0085,
    xep0199,
    xep0016,
    xep0045,
    xep0352,
  ]
  for (const module of stock) registry.define(unwrap(module))
  registry.define(connectyCubeDefinitions())
  return registry
}
