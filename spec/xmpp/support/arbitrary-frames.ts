import fc from 'fast-check'
import { frames } from '../../long/support/fixtures.js'

const local = fc.constantFrom('message', 'body', 'a', 'é', '_x', 'x-1.2', '\u{10400}b', 'c\u0301', 'constructor')
const name = fc.tuple(fc.constantFrom('', '', '', 'a:', 'b:', 'xml:'), local).map(([prefix, rest]) => prefix + rest)
const space = fc.constantFrom('', '', ' ', '\t', '\n', '\r\n', '\r ')
const reference = fc.constantFrom('&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&#65;', '&#xD;', '&#x1f600;', '&#0009;')
const plain = Array.from('abc012 \t\n\r:;#=/]>é…\'"\uFEFF\u0085\u2028\u{1F600}\u{10FFFD}\uD7FF\uE000\uFFFD')
const withoutEnd = (text: string): string => text.replaceAll(']]>', '')
const text = fc.array(fc.oneof(fc.constantFrom(...plain), reference), { maxLength: 12 }).map((all) => all.join(''))
const quoted = fc.tuple(text, fc.constantFrom('"', "'")).map(([value, by]) => by + value.replaceAll(by, '') + by)
const declaration = fc.constantFrom('', 'xmlns="urn:x"', "xmlns=''", 'xmlns:a="urn:c"', 'xmlns:a=" urn:d\t"')
const attributes = fc
  .tuple(declaration, fc.uniqueArray(fc.tuple(name, space, space, quoted), { selector: ([key]) => key, maxLength: 4 }))
  .map(([declared, all]) => [declared, ...all.map(([key, before, after, value]) => `${key}${before}=${after}${value}`)])
  .map((all) => all.map((each) => (each === '' ? '' : ` ${each}`)).join(''))

const { content } = fc.letrec<{ content: string; element: string }>((tie) => ({
  element: fc
    .tuple(name, attributes, space, fc.option(tie('content')))
    .map(([tag, given, end, inside]) =>
      inside === null ? `<${tag}${given}${end}/>` : `<${tag}${given}${end}>${inside}</${tag}${end}>`,
    ),
  content: fc
    .array(fc.oneof({ maxDepth: 4 }, text, tie('element')), { maxLength: 4 })
    .map((all) => withoutEnd(all.join(''))),
}))

/** Well-formed frames with all that XML may hold and a frame, too. */
export const wellFormed = fc
  .tuple(fc.constantFrom('message', 'stream:features', 'a:x'), attributes, space, content)
  .map(([tag, given, around, inside]) => {
    const declared = given.includes('xmlns:a=') ? '' : ' xmlns:a="urn:a"'
    return `${around}<${tag}${declared} xmlns:b="urn:b"${given}>${inside}</${tag}>${around}`
  })

const noise = [
  ...[
    '<',
    '>',
    '/',
    '/>',
    '</',
    '<a>',
    '</a>',
    '<a/>',
    '</message>',
    '<b:a b:c="">',
    '<xmlns:a/>',
    '<!',
    '<!--x-->',
    '<?x?>',
    '<![CDATA[x]]>',
  ],
  ...[
    '"',
    "'",
    '=',
    ' ',
    '\t',
    '\r',
    ':',
    'a:',
    '-',
    '.',
    '0',
    '&',
    ';',
    '&x;',
    '&amp;',
    '&AMP;',
    '&#',
    '&#x41;',
    '&#X41;',
  ],
  ...[
    '&#0;',
    '&#xD800;',
    '&#x110000;',
    '&#xFFFF;',
    '&constructor;',
    ']]',
    ']]>',
    ' id="1"',
    " a:id='1'",
    ' b:id="2"',
    ' id',
    ' id=1',
  ],
  ...[
    ' xmlns="urn:y"',
    ' xmlns:a="urn:b"',
    ' xmlns:b=""',
    ' xmlns:xml="urn:x"',
    ' xmlns:xmlns="urn:x"',
    'xmlns:',
    ' __proto__="1"',
  ],
  ...[' xmlns="http://www.w3.org/2000/xmlns/"', ' xmlns:xml="http://www.w3.org/XML/1998/namespace"'],
  ...[
    '\0',
    '\u0001',
    '\u007F',
    '\u0085',
    '\u00A0',
    '\uFEFF',
    '\uFFFE',
    '\uFFFF',
    '\uD800',
    '\uDC00',
    '\u{EFFFF}',
    '\u{F0000}',
    '\u0301',
  ],
]

/** Where, how many characters go, and what comes in their place. */
const edit = fc.tuple(
  fc.nat(),
  fc.nat(8),
  fc.oneof(fc.constantFrom('', ...noise), fc.string({ unit: 'binary', maxLength: 2 })),
)

/** Frames damaged in up to three places; a few are well-formed even so. */
export const mutated = fc
  .tuple(fc.oneof(wellFormed, fc.constantFrom(...frames())), fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([frame, edits]) =>
    edits.reduce((damaged, [place, gone, put]) => {
      const at = place % (damaged.length + 1)
      return damaged.slice(0, at) + put + damaged.slice(at + gone)
    }, frame),
  )
