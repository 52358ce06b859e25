import { addAttribute, addText } from './draft.js'
import { wrong, type Child, type Part } from './mapping.js'

/** Empty text is no text: XMPP has no difference between an empty attribute and none. */
export const text: Part<string> = {
  read: (xml) => xml.text || undefined,
  write: (draft, value) => addText(draft, String(value)),
}

/** The text of a child. */
export const childText = (namespace: string, name: string): readonly Child<string>[] => [
  { namespace, name, says: (value) => value !== '', ...text },
]

export const attribute = (name: string, otherwise?: string): Part<string> => ({
  read: ({ attributes }) => (attributes[name] === '' ? otherwise : (attributes[name] ?? otherwise)),
  write: (draft, value) => {
    if (value !== '') addAttribute(draft, name, String(value))
  },
})

/** Attributes that are called as our fields are. */
export function attributes<const Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Part<string>>>
export function attributes(...names: readonly string[]): Readonly<Record<string, Part<string>>> {
  return Object.fromEntries(names.map((name) => [name, attribute(name)]))
}

/** One that is wrong refuses the element. */
const attributeAs = <A>(
  name: string,
  read: (text: string) => A | undefined,
  write: (value: unknown) => string = String,
): Part<A> => ({
  read: (xml) => {
    const said = xml.attributes[name]
    if (said === undefined) return undefined
    const value = read(said)
    if (value === undefined) throw wrong(xml, name)
    return value
  },
  write: (draft, value) => addAttribute(draft, name, write(value)),
})

/** An attribute that is one of these words. */
export const oneOf = <const A extends string>(name: string, ...words: readonly A[]): Part<A> =>
  attributeAs(name, (said) => words.find((word) => word === said))

export const isTrue = (word: string | undefined): boolean => word === 'true' || word === '1'

/** An attribute written as the word `true` or `false`, which ConnectyCube reads. */
export const wordAttribute = (name: string): Part<boolean> => attributeAs(name, isTrue)

/** An attribute of digits only. */
export const digitsAttribute = (name: string, end = Infinity): Part<number> =>
  attributeAs(name, (digits) => (/^\d{1,15}$/.test(digits) && Number(digits) < end ? Number(digits) : undefined))

/** A time in epoch ms. */
const readTime = (time: string): number | undefined => {
  const at = Date.parse(time)
  return Number.isNaN(at) ? undefined : at
}
const writeTime = (time: unknown): string => new Date(Number(time)).toISOString()

/** An attribute that tells a time. */
export const timeAttribute = (name: string): Part<number> => attributeAs(name, readTime, writeTime)

/** A text that tells a time. */
export const timeText: Part<number> = {
  read: (xml) => readTime(xml.text),
  write: (draft, value) => addText(draft, writeTime(value)),
}

/** What is wrong is left out: it does not cost what it lies in. */
export const lenient = <A>({ read, write }: Part<A>): Part<A> => ({
  read: (xml) => {
    try {
      return read(xml)
    } catch {
      return undefined
    }
  },
  write,
})

/** What only we write. */
export const outbound = ({ write }: Part): Part<never> => ({ read: () => undefined, write })
