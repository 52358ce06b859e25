import { isFields, isList, type Fields, type Json } from '../json.js'

/** Puts a value at `a[b][]`; repeated `[]` make a list (protocol 1.3, 1.5). */
const put = (tree: Fields, path: readonly string[], value: string): Fields => {
  const [key = '', ...rest] = path
  const copy: Record<string, Json> = { ...tree }
  const before = copy[key]
  const [next] = rest
  if (next === undefined) copy[key] = value
  else if (next === '') copy[key] = [...(isList(before) ? before : []), value]
  else copy[key] = put(isFields(before) ? before : {}, rest, value)
  return copy
}

const pathOf = (name: string): string[] => {
  const bracket = name.indexOf('[')
  if (bracket <= 0 || !name.endsWith(']')) return [name]
  return [name.slice(0, bracket), ...name.slice(bracket + 1, -1).split('][')]
}

/** Bracket names of a query or form as nested JSON. */
export const decodePairs = (pairs: string): Fields => {
  let tree: Fields = {}
  for (const [name, value] of new URLSearchParams(pairs))
    if (name !== '__proto__') tree = put(tree, pathOf(name), value)
  return tree
}

/** What `JSON.parse` gave, told an object. */
const isJsonObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON or form body; nothing when it is malformed JSON. */
export const decodeBody = (type: string, body: string): Fields | undefined => {
  if (body.trim() === '') return {}
  if (type.includes('x-www-form-urlencoded')) return decodePairs(body)
  try {
    const value: unknown = JSON.parse(body)
    return isJsonObject(value) ? value : {}
  } catch {
    return undefined
  }
}

/** Without `.json` and trailing slash; words in lower case, ids as they are (protocol 1.2). */
export const normalisePath = (path: string): string =>
  path
    .replace(/\.json$/i, '')
    .replace(/(?<=.)\/+$/, '')
    .split('/')
    .map((segment) => (/^[a-z_]+$/i.test(segment) ? segment.toLowerCase() : segment))
    .join('/')

/** Comma separated ids of one path segment (protocol 1.2). */
export const idsOf = (segment: string | undefined): string[] =>
  decodeURIComponent(segment ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
