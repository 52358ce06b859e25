import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import type { Page, WrittenBlock } from './blocks.js'

/** As the house compiles, but as an Angular app resolves and decorates; what a snippet leaves unused is no mistake. */
const readOptions = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['lib/index.ts'] }, ts.sys, '.')
  return {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    experimentalDecorators: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: {
      'connectycube-rx': [resolve('lib/index.ts')],
      'connectycube-rx/*': [resolve('lib/*.ts')],
      'connectycube-sandbox': [resolve('sandbox/src/index.ts')],
    },
  }
}

/**
 * What a page's blocks find there: the types of its globals for the compiler, and `setUp`, which makes them for each
 * block that runs. By the page's name, else the default.
 */
export const preambleOf = ({ name }: Page): string => {
  const own = resolve(`spec/docs/preambles/${name}.ts`)
  return existsSync(own) ? own : resolve('spec/docs/preambles/default.ts')
}

/** Compiles pages one after the other, each with globals of its own; what they share is parsed once. */
export const createCompiler = (): ((page: Page, written: readonly WrittenBlock[]) => readonly string[]) => {
  const options = readOptions()
  const host = ts.createCompilerHost(options)
  const parsed = new Map<string, ts.SourceFile | undefined>()
  const parse = host.getSourceFile.bind(host)
  host.getSourceFile = (path, ...how) => {
    if (!parsed.has(path)) parsed.set(path, parse(path, ...how))
    return parsed.get(path)
  }

  return (page, written) => {
    const roots = [...written.map(({ module }) => module), preambleOf(page)]
    const program = ts.createProgram(roots, options, host)
    const say = ({ file, start, messageText }: ts.Diagnostic): string => {
      const text = ts.flattenDiagnosticMessageText(messageText, '\n')
      if (file === undefined || start === undefined) return text
      const line = file.getLineAndCharacterOfPosition(start).line
      const block = written.find(({ module }) => module === file.fileName)
      return `${block ? `${page.path}:${String(block.line + line)}` : `${file.fileName}:${String(line + 1)}`} ${text}`
    }
    const ofFiles = roots.flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
    return [...new Set([...program.getOptionsDiagnostics(), ...ofFiles].map(say))]
  }
}
