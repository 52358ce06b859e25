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

export interface Body {
  readonly fields: Fields
  /** The `file` of a multipart form. */
  readonly file: Buffer | undefined
}

/** A JSON or form body; nothing when it is malformed (protocol 1.3). */
export const decodeBody = async (type: string, bytes: Buffer<ArrayBuffer>): Promise<Body | undefined> => {
  try {
    if (type.includes('multipart/form-data')) {
      const form = await new Response(bytes, { headers: { 'Content-Type': type } }).formData()
      const file = form.get('file')
      const texts = [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []))
      const content = typeof file === 'string' ? undefined : await file?.arrayBuffer()
      return { fields: Object.fromEntries(texts), file: content === undefined ? undefined : Buffer.from(content) }
    }
    const body = bytes.toString('utf8').trim()
    if (body === '' || type.includes('x-www-form-urlencoded')) return { fields: decodePairs(body), file: undefined }
    const value: unknown = JSON.parse(body)
    return { fields: isJsonObject(value) ? value : {}, file: undefined }
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
