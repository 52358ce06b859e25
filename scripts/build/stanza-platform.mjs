/**
 * What stanza's JXT asks of a platform, for any JavaScript engine: bytes from text and text from bytes. Its own adapters
 * bring a stream library, a Buffer and hash functions along, none of which the mapping of XML to JSON uses.
 */
const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
const fromLatin1 = (text) => Bytes.from(Array.from(text, (character) => character.charCodeAt(0) & 255))

const decoders = {
  utf8: (bytes) => new TextDecoder().decode(bytes),
  'utf-8': (bytes) => new TextDecoder().decode(bytes),
  base64: (bytes) => btoa(latin1(bytes)),
  hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
}
const encoders = {
  utf8: (text) => Bytes.from(new TextEncoder().encode(text)),
  'utf-8': (text) => Bytes.from(new TextEncoder().encode(text)),
  base64: (text) => fromLatin1(atob(text)),
  hex: (text) => Bytes.from(Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))),
}

/** @type {<T>(table: Record<string, T>, encoding?: string) => T} */
const codec = (table, encoding = 'utf8') => {
  const found = table[encoding]
  if (found === undefined) throw new TypeError(`no ${encoding} here`)
  return found
}

class Bytes extends Uint8Array {
  static from(source, encoding) {
    return typeof source === 'string' ? codec(encoders, encoding)(source) : super.from(source)
  }

  toString(encoding) {
    return codec(decoders, encoding)(this)
  }
}

export { Bytes as Buffer }
