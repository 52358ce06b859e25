/** Why a frame was refused. Says where, never what: a frame may hold anything. */
export class FrameRefused extends Error {}

/** Names of XML 1.0 (2.3), with at most one colon inside. */
const letters =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const part = `[${letters}][\\u0300-\\u036F${letters}0-9\\u203F-\\u2040\\xB7.\\-]*`
const anyName = new RegExp(`${part}(?::${part})?`, 'uy')
const plainName = /[A-Z_a-z][\w.-]*/y

const colon = 0x3a

/** A place in a text that is read from left to right. */
export interface Cursor {
  /** The character here; `undefined` at the end. */
  readonly peek: () => string | undefined
  /** Throws `FrameRefused`. */
  readonly refuse: (complaint: string) => never
  /** Goes over what is expected here, or refuses. */
  readonly expect: (expected: string, complaint: string) => void
  /** Goes over white space; whether it was there. */
  readonly skipSpace: () => boolean
  /** The name that is here; empty if none is. */
  readonly readName: () => string
  /** What is before the next `mark`; `undefined` if there is none. */
  readonly readUntil: (mark: string) => string | undefined
  /** What is left. */
  readonly rest: () => string
}

export const createCursor = (text: string): Cursor => {
  let at = 0
  const refuse = (complaint: string): never => {
    throw new FrameRefused(`not well-formed at ${String(at)}: ${complaint}`)
  }
  const take = (pattern: RegExp): string => {
    const start = at
    pattern.lastIndex = at
    if (pattern.test(text)) at = pattern.lastIndex
    return text.slice(start, at)
  }
  return {
    peek: () => text[at],
    refuse,
    expect: (expected, complaint) => {
      if (!text.startsWith(expected, at)) refuse(complaint)
      at += expected.length
    },
    skipSpace: () => {
      const start = at
      while (text[at] === ' ' || text[at] === '\n' || text[at] === '\t') at++
      return at > start
    },
    readName: () => {
      const plain = take(plainName)
      const code = text.charCodeAt(at)
      if (code !== colon && code < 0x80) return plain
      at -= plain.length
      return take(anyName)
    },
    readUntil: (mark) => {
      const end = text.indexOf(mark, at)
      if (end < 0) return undefined
      const before = text.slice(at, end)
      at = end
      return before
    },
    rest: () => text.slice(at),
  }
}
