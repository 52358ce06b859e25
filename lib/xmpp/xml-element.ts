/** An element of XML that was read, as plain data. */
export interface XmlElement {
  /** Without its prefix: that is in the namespace. */
  readonly name: string
  readonly namespace: string
  /** By their names as they are written, declarations of namespaces among them. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** What is between and around its children, in one. */
  readonly text: string
}
