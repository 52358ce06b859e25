import { Registry, type DefinitionOptions, type Plugin } from 'stanza/jxt/index.js'
import * as rfc6120 from 'stanza/protocol/rfc6120.js'
import * as rfc6121 from 'stanza/protocol/rfc6121.js'
import * as xep0016 from 'stanza/protocol/xep0016.js'
import * as xep0085 from 'stanza/protocol/xep0085.js'
import * as xep0199 from 'stanza/protocol/xep0199.js'
import * as xep0333 from 'stanza/protocol/xep0333.js'
import { connectyCubeDefinitions } from './definitions.js'

const isWrapped = (value: unknown): value is { readonly default: unknown } =>
  typeof value === 'object' && value !== null && 'default' in value

const isDefinition = (value: unknown): value is DefinitionOptions | Plugin =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && 'element' in value)

/** Node hands out a CommonJS module as `{default: {default: …}}`, bundlers unwrap one or both layers. */
const unwrap = (module: unknown): (DefinitionOptions | Plugin)[] =>
  isWrapped(module) ? unwrap(module.default) : [module].flat(2).filter(isDefinition)

/** A fresh JXT registry with the protocols the SDK speaks. `define` accepts nonsense in silence, so a spec checks what it imports. */
export const createRegistry = (): Registry => {
  const registry = new Registry()
  for (const module of [rfc6120, rfc6121, xep0333, xep0085, xep0199, xep0016]) registry.define(unwrap(module))
  registry.define(connectyCubeDefinitions())
  return registry
}
