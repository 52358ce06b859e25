import { Registry, type DefinitionOptions, type Plugin } from 'stanza/jxt/index.js'
import * as rfc6120 from 'stanza/protocol/rfc6120.js'
import * as rfc6121 from 'stanza/protocol/rfc6121.js'
import * as xep0016 from 'stanza/protocol/xep0016.js'
import * as xep0085 from 'stanza/protocol/xep0085.js'
import * as xep0199 from 'stanza/protocol/xep0199.js'
import * as xep0333 from 'stanza/protocol/xep0333.js'
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
  const stock = [rfc6120, rfc6121, xep0333, xep0085, xep0199, xep0016]
  for (const module of stock) registry.define(unwrap(module))
  registry.define(connectyCubeDefinitions())
  return registry
}
