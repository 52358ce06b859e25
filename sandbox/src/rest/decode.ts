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

export interface Body {
  readonly fields: Fields
  /** The `file` of a multipart form. */
  readonly file: Buffer | undefined
}

/** By hand, since the official SDK sends bytes as a `file` without a file name, which elsewhere becomes text. */
const decodeMultipart = (boundary: string, bytes: Buffer): Body => {
  const parts = `\r\n${bytes.toString('latin1')}`.split(`\r\n--${boundary}`).map((part) => {
    const end = part.indexOf('\r\n\r\n')
    const name = /\bname="([^"]*)"/.exec(part.slice(0, Math.max(end, 0)))?.[1] ?? ''
    return [name, Buffer.from(part.slice(end + 4), 'latin1')] as const
  })
  const fields = parts.filter(([name]) => name !== '' && name !== 'file')
  return {
    fields: Object.fromEntries(fields.map(([name, content]) => [name, content.toString('utf8')])),
    file: parts.find(([name]) => name === 'file')?.[1],
  }
}

/** A JSON or form body; nothing when it is malformed (protocol 1.3). */
export const decodeBody = (type: string, bytes: Buffer): Body | undefined => {
  try {
    const boundary = /^multipart\/form-data.*boundary="?([^";]+)/i.exec(type)?.[1]
    if (boundary !== undefined) return decodeMultipart(boundary, bytes)
    const body = bytes.toString('utf8').trim()
    if (body === '' || type.includes('x-www-form-urlencoded')) return { fields: decodePairs(body), file: undefined }
    const value: unknown = JSON.parse(body)
    return { fields: isFields(value) ? value : {}, file: undefined }
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
