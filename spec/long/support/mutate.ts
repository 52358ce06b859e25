/** A damaged copy of a text: pieces cut out, doubled, swapped, replaced, or taken from another one. Always another text. */
export const mutate = (text: string, other: string, random: () => number): string => {
  const below = (limit: number): number => Math.floor(random() * limit)
  const piece = (of: string): string => {
    const at = below(of.length)
    return of.slice(at, at + 1 + below(12))
  }
  const some = (): string => noise[below(noise.length)] ?? ''
  const at = below(text.length + 1)
  const [before, after] = [text.slice(0, at), text.slice(at)]
  const kinds: readonly (() => string)[] = [
    () => before + after.slice(1 + below(8)),
    () => before + piece(text) + after,
    () => before + piece(other) + after,
    () => before + some() + after,
    () => before + String.fromCharCode(below(0x10000)) + after.slice(1),
    () => before,
    () => before + other.slice(below(other.length)),
    () => text.replace(/"[^"]*"/g, (value) => (random() < 0.2 ? `"${some()}"` : value)),
    () => text.replace(/\d+/g, (value) => (random() < 0.3 ? some() : value)),
  ]
  const changed = kinds[below(kinds.length)]?.() ?? text
  const again = changed === text || random() < 0.3
  return again ? mutate(changed === '' ? other : changed, other, random) : changed
}

const noise: readonly string[] = [
  ...['<', '>', '/>', '</', '&', '&amp;', '&#0;', '&x;', '"', "'", '=', '<!', '<?', ']]>', '<a>', '</a>', 'xmlns="x"'],
  ...['{', '}', '[', ']', ',', ':', '\\', '\\u0000', 'null', 'true', '""', '{}', '[]', '-1', '0', '1e999', '-0', 'NaN'],
  ...['4294967296', '9'.repeat(30), '__proto__', 'constructor', 'jabber:client', 'jabber:server', ' ', '\n', '\uFEFF'],
]
