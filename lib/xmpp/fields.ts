import type { Child, Part } from './mapping.js'

/** Empty text is no text: XMPP has no difference between an empty attribute and none. */
export const text: Part = {
  read: (xml) => xml.getText() || undefined,
  write: (xml, value) => {
    xml.children.push(String(value))
  },
}

/** The text of a child. */
export const childText = (namespace: string, name: string): readonly Child[] => [
  { namespace, name, says: (value) => value !== '', ...text },
]

/** The texts of all children of the name. */
export const childTexts = (namespace: string, name: string): readonly Child[] => [
  { namespace, name, many: true, read: (xml) => xml.getText(), write: text.write },
]

const attributeAs =
  (read: (text: string | undefined) => unknown, write: (value: unknown) => string) =>
  (name: string): Part => ({
    read: (xml) => read(xml.attributes[name]),
    write: (xml, value) => {
      xml.attributes[name] = write(value)
    },
  })

export const attribute = (name: string, otherwise?: string): Part => ({
  read: ({ attributes }) => (attributes[name] === '' ? otherwise : (attributes[name] ?? otherwise)),
  write: (xml, value) => {
    xml.attributes[name] = value === '' ? undefined : String(value)
  },
})

export const isTrue = (word: string | undefined): boolean => word === 'true' || word === '1'

/** An attribute written as the word `true` or `false`, which ConnectyCube reads. */
export const wordAttribute = attributeAs(isTrue, String)

/** An attribute of digits only, NaN for anything else. */
export const digitsAttribute = attributeAs(
  (digits) => (digits === undefined ? undefined : /^\d{1,15}$/.test(digits) ? Number(digits) : NaN),
  String,
)

const writeTime = (time: unknown): string => new Date(Number(time)).toISOString()

/** An attribute that tells a time: epoch ms, NaN for what is no time. */
export const timeAttribute = attributeAs((time) => (time === undefined ? undefined : Date.parse(time)), writeTime)

/** A text that tells a time, in the same way. */
export const timeText: Part = {
  read: (xml) => Date.parse(xml.getText()),
  write: (xml, value) => text.write(xml, writeTime(value)),
}
