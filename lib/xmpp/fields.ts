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

/** Only read: clients do not write it. */
export const readOnly = <T>(importer: Read<T>): FieldDefinition<T> => field(importer, () => undefined)

/** Which of our elements it is; `written` are the attributes that this one always has. */
export const kind = (name: string, written: Readonly<Record<string, string>> = {}): FieldDefinition<string> => ({
  importer: () => name,
  exporter: (xml) => Object.assign(xml.attributes, written),
  exportOrder: 200_000,
})

/** A field that lies on or in a child. */
export const inChild = <T>(namespace: string, element: string, inner: FieldDefinition<T>): FieldDefinition<T> =>
  field(
    (xml, context) => {
      const child = xml.getChild(element, namespace)
      return child === undefined ? undefined : inner.importer(child, context)
    },
    (xml, value, context) => {
      inner.exporter(findOrCreate(xml, namespace, element), value, context)
    },
  )

/** Whether there is such a child; read last, since stock JXT may have put the child itself there. */
export const hasChild = (namespace: string, element: string): FieldDefinition<boolean> => ({
  ...readOnly((xml) => xml.getChild(element, namespace) !== undefined),
  importOrder: -1,
})

export const isTrue = (word: string | undefined): boolean => word === 'true' || word === '1'

/** An attribute written as the word `true` or `false`: stock JXT writes `1` and `0`, which ConnectyCube does not read. */
export const wordAttribute = (name: string): FieldDefinition<boolean> =>
  field(
    (xml) => isTrue(xml.getAttribute(name)),
    (xml, value) => {
      xml.setAttribute(name, String(value))
    },
  )

/** An attribute of digits only, `otherwise` for anything else. Stock JXT reads `12abc` as 12. */
export const digitsAttribute = (name: string, otherwise?: number): FieldDefinition<number> =>
  field(
    (xml) => {
      const value = xml.getAttribute(name)
      return value === undefined ? undefined : /^\d{1,15}$/.test(value) ? Number(value) : otherwise
    },
    (xml, value) => {
      xml.setAttribute(name, String(value))
    },
  )

/** A time as epoch ms, NaN for what is none. */
export const timeAttribute = (name: string): FieldDefinition<number> =>
  field(
    (xml) => {
      const value = xml.getAttribute(name)
      return value === undefined ? undefined : Date.parse(value)
    },
    (xml, value) => {
      xml.setAttribute(name, new Date(value).toISOString())
    },
  )
