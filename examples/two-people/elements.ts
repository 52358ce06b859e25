/** The element with this `data-part` inside `root`; a page without it is a defect. */
export const part = <T extends Element>(root: ParentNode, name: string, type: new () => T): T => {
  const found = root.querySelector(`[data-part="${name}"]`)
  if (found instanceof type) return found
  throw new Error(`The page has no ${name}.`)
}

export const element = (tag: string, className: string, ...content: readonly (Node | string)[]): HTMLElement => {
  const made = document.createElement(tag)
  made.className = className
  made.append(...content)
  return made
}
