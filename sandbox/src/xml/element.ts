/** The sandbox's own XML tree. `name` is local, save for stream-level elements written with a prefix (`stream:features`). */
export interface Element {
  readonly name: string
  readonly ns: string
  readonly attrs: Readonly<Record<string, string>>
  readonly children: readonly Node[]
}

export type Node = Element | string

type Attributes = Readonly<Record<string, string | undefined>>

/** Builds an element; attributes that are `undefined` are left out. */
export const el = (name: string, ns: string, attrs: Attributes = {}, children: readonly Node[] = []): Element => {
  const kept: Record<string, string> = {}
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) kept[key] = value
  return { name, ns, attrs: kept, children }
}

export const elements = (parent: Element): Element[] =>
  parent.children.filter((child): child is Element => typeof child !== 'string')

export const textOf = (element: Element | undefined): string =>
  element === undefined ? '' : element.children.filter((child) => typeof child === 'string').join('')

/** The first child of that name and namespace. */
export const child = (parent: Element | undefined, name: string, ns: string): Element | undefined =>
  parent === undefined ? undefined : elements(parent).find((item) => item.name === name && item.ns === ns)

export const withAttrs = (element: Element, attrs: Attributes): Element =>
  el(element.name, element.ns, { ...element.attrs, ...attrs }, element.children)

export const withChildren = (element: Element, children: readonly Node[]): Element => ({ ...element, children })
