import { findOrCreate, type FieldDefinition, type TranslationContext, type XMLElement } from 'stanza/jxt/index.js'

type Read<T> = (xml: XMLElement, context: TranslationContext) => T | undefined
type Write<T> = (xml: XMLElement, value: T, context: TranslationContext) => void

/** A field as stock ones are: what is undefined is not written. */
export const field = <T>(importer: Read<T>, write: Write<T>): FieldDefinition<T> => ({
  importer,
  exporter: (xml, value: T | undefined, context) => {
    if (value !== undefined) write(xml, value, context)
  },
})

/** A field that is always `value` where it is read; where it is written, `attributes` are. */
export const constant = (
  value: string,
  attributes: Readonly<Record<string, string>> = {},
): FieldDefinition<string> => ({
  ...field(
    () => value,
    (xml) => Object.assign(xml.attributes, attributes),
  ),
  exportOrder: 200_000,
})

/** A field that lies on or in a child. */
export const inChild = <T>(namespace: string, element: string, inner: FieldDefinition<T>): FieldDefinition<T> =>
  field(
    (xml, context) => {
      const child = xml.getChild(element, namespace)
      return child && inner.importer(child, context)
    },
    (xml, value, context) => {
      inner.exporter(findOrCreate(xml, namespace, element), value, context)
    },
  )

/** Whether there is such a child; read last, since stock JXT may have put the child itself there. */
export const hasChild = (namespace: string, element: string): FieldDefinition<boolean> => ({
  importer: (xml) => xml.getChild(element, namespace) !== undefined,
  exporter: () => undefined,
  importOrder: -1,
})

const attributeAs =
  <T>(read: (text: string | undefined) => T | undefined, write: (value: T) => string) =>
  (name: string): FieldDefinition<T> =>
    field(
      (xml) => read(xml.getAttribute(name)),
      (xml, value) => Object.assign(xml.attributes, { [name]: write(value) }),
    )

export const isTrue = (word: string | undefined): boolean => word === 'true' || word === '1'

/** An attribute written as the word `true` or `false`: stock JXT writes `1` and `0`, which ConnectyCube does not read. */
export const wordAttribute = attributeAs(isTrue, String)

/** An attribute of digits only, NaN for anything else: stock JXT reads `12abc` as 12. */
export const digitsAttribute = attributeAs<number>(
  (text) => (text === undefined ? undefined : /^\d{1,15}$/.test(text) ? Number(text) : NaN),
  String,
)

/** An attribute that tells a time: epoch ms, NaN for what is no time. */
export const timeAttribute = attributeAs<number>(
  (text) => (text === undefined ? undefined : Date.parse(text)),
  (time) => new Date(time).toISOString(),
)
