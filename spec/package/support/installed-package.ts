import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface InstalledPackage {
  /** The installed package itself, as its users get it. */
  readonly folder: string
  /** One of its files as text. */
  readonly read: (file: string) => string
  /** Runs a module of a user's project and gives what it prints, parsed. */
  readonly run: (source: string) => unknown
  /** Type-checks a user's module under the strictest settings, library declarations included; '' or the complaints. */
  readonly typecheck: (source: string) => string
  readonly remove: () => void
}

const root = process.cwd()

// Execution as a user has it: no flags of ours, nothing of the test runner in the environment.
const node = (folder: string, args: readonly string[]): string =>
  execFileSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: process.env['PATH'] },
  })

const strictest = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
}
const compilerOptions = { ...strictest, noEmit: true, target: 'es2022', module: 'nodenext', types: [] }

const compile = (folder: string): string => {
  try {
    return node(folder, [join(root, 'node_modules/typescript/bin/tsc')])
  } catch (error) {
    // Not `instanceof Error`: it was made outside the test's realm.
    const hasOutput = typeof error === 'object' && error !== null && 'stdout' in error
    return hasOutput ? String(error.stdout) : String(error)
  }
}

/** Packs what was built and installs it in a scratch project whose only other package is rxjs. */
export function installPackage(): InstalledPackage {
  const project = mkdtempSync(join(tmpdir(), 'connectycube-rx-package-'))
  const folder = join(project, 'node_modules/connectycube-rx')
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], { cwd: root })
  execFileSync('sh', ['-c', `tar -xzf *.tgz -C ${folder} --strip-components 1`], { cwd: project })
  symlinkSync(join(root, 'node_modules/rxjs'), join(project, 'node_modules/rxjs'))
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['user.mts'] }))
  return {
    folder,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    run: (source) => {
      writeFileSync(join(project, 'user.mjs'), source)
      const printed: unknown = JSON.parse(node(project, ['user.mjs']))
      return printed
    },
    typecheck: (source) => {
      writeFileSync(join(project, 'user.mts'), source)
      return compile(project)
    },
    remove: () => {
      rmSync(project, { recursive: true, force: true })
    },
  }
}
