import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** One call of the public REST surface. */
interface Row {
  readonly call: string
  readonly routes: readonly string[]
  readonly input: string
  readonly output: string
  readonly text: string
  readonly tests: readonly string[]
}

const root = process.cwd()

const specs = (folder = 'spec'): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? specs(`${folder}/${entry.name}`)
      : entry.name.endsWith('.ts')
        ? [`${folder}/${entry.name}`]
        : [],
  )

/** The specs of the REST side that name a call: those of others change too often to be listed. */
const ofRest = /^spec\/(rest|session|users|dialogs|messages\/rest|attachments|sandbox\/rest)/

const testsOf = (files: ReadonlyMap<string, string>, call: string): readonly string[] =>
  [...files]
    .filter(([, text]) => new RegExp(call.includes('.') ? `\\b${call.replace('.', '\\.')}\\b` : `'${call}'`).test(text))
    .map(([file]) => file)
    .sort()

/** Routes by `namespace.name`, read from the table of the library. */
export type Routes = Readonly<Record<string, string>>

/** Where a call is made of others than the one row of its name. */
const composed: Readonly<Record<string, readonly string[]>> = {
  'session.restore': [],
  'session.refresh': ['session.create'],
  'users.get': ['users.list'],
  'users.resetPassword': ['users.resetByPost', 'users.resetByGet'],
  'dialogs.get': ['dialogs.list'],
  'attachments.upload': ['attachments.create', 'attachments.complete'],
  'attachments.privateUrl': [],
  'attachments.publicUrl': [],
  search: ['search.search'],
}

const oneLine = (text: string): string =>
  text
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/\s+/g, ' ')
    .trim()

const rowsOf = (routes: Routes): readonly Row[] => {
  const file = join(root, 'lib/create-rest.ts')
  const program = ts.createProgram([file], {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const rest = source?.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'Rest')
  if (source === undefined || rest === undefined) throw new Error('lib/create-rest.ts has no interface Rest')
  const files = new Map(
    specs()
      .filter((path) => ofRest.test(path))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
  )
  const row = (call: string, symbol: ts.Symbol): Row | undefined => {
    const [signature] = checker.getTypeOfSymbolAtLocation(symbol, source).getCallSignatures()
    if (signature === undefined) return undefined
    const text = checker.signatureToString(signature, source, ts.TypeFormatFlags.NoTruncation)
    const output = checker.typeToString(signature.getReturnType(), source, ts.TypeFormatFlags.NoTruncation)
    return {
      call,
      routes: (composed[call] ?? [call]).flatMap((name) => routes[name] ?? []),
      input: oneLine(text.slice(0, text.lastIndexOf(`: ${output}`))),
      output: oneLine(output.replace(/^Observable<(.*)>$/s, '$1')),
      text: oneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
      tests: testsOf(files, call),
    }
  }
  return checker
    .getTypeAtLocation(rest)
    .getProperties()
    .filter(({ name }) => !['destroy', 'issues$'].includes(name))
    .flatMap((space) => {
      const own = row(space.name, space)
      if (own !== undefined) return [own]
      const members = checker.getTypeOfSymbolAtLocation(space, source).getProperties()
      return members.flatMap((member) => row(`${space.name}.${member.name}`, member) ?? [])
    })
    .sort((a, b) => (a.call < b.call ? -1 : 1))
}

const head = `# The REST surface

Made by \`npm run docs:rest\` of the table of the library (\`lib/rest-table.ts\`) and of the types and comments of its calls;
\`spec/scripts/rest-page.spec.ts\` fails when it is stale. Every call is a cold Observable: one subscription is one
execution, unsubscribing aborts it, it emits its output and completes.

Errors of every call, all \`ChatError\`: \`argument\` before any request; \`session\` when nobody is signed in or the session
cannot be renewed; \`http\` with the status (403 a missing right, 404, 422 what the server does not take, 429 after it was
waited for); \`network\`; \`timeout\`; \`decode\`.
`

/** The text of docs/rest.md. */
export const restPage = (routes: Routes): string => {
  const rows = rowsOf(routes)
  const code = (list: readonly string[], empty: string, join: string): string =>
    list.length === 0 ? empty : list.map((text) => `\`${text}\``).join(join)
  const table = rows.map(
    ({ call, routes: asked, tests }) =>
      `| \`${call}\` | ${code(asked, 'nothing', ', then ')} | ${code(tests, 'none', ' ')} |`,
  )
  const sections = rows.map(({ call, routes: asked, input, output, text }) => {
    const facts = [`- asks: ${code(asked, 'nothing', ', then ')}`, `- takes: \`${input}\``, `- gives: \`${output}\``]
    return [`### ${call}`, ...(text === '' ? [] : [text]), facts.join('\n')].join('\n\n')
  })
  const columns = '| call | asks | tests |\n| --- | --- | --- |'
  return `${head}\n${columns}\n${table.join('\n')}\n\n## Calls\n\n${sections.join('\n\n')}\n`
}
