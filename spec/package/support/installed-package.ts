import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export interface InstalledPackage {
  /** A scratch project that has the package among its modules. */
  readonly project: string
  /** The installed package itself, as its users get it. */
  readonly folder: string
  /** What is published. */
  readonly tarball: string
  /** One file of the package as text. */
  readonly read: (file: string) => string
  /** Copies a file of this folder's parent into the project; gives its path there. */
  readonly copy: (file: string) => string
  /** Runs a module of a user's project and gives what it prints, parsed. */
  readonly run: (source: string) => unknown
  /** The same of either kind of module, while this process goes on. */
  readonly start: (source: string, type: 'mjs' | 'cjs') => Promise<unknown>
  readonly remove: () => void
}

const root = process.cwd()

// As a user has it: no flags of ours, nothing of the test runner in the environment.
const running = { encoding: 'utf8', timeout: 20_000, env: { PATH: process.env['PATH'] } } as const

/** Packs what was built and installs it in a scratch project whose only other packages are rxjs and those named. */
export function installPackage(...others: readonly string[]): InstalledPackage {
  const project = mkdtempSync(join(tmpdir(), 'connectycube-rx-package-'))
  const folder = join(project, 'node_modules/connectycube-rx')
  mkdirSync(folder, { recursive: true })
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', project]
  const tarball = join(project, execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }).trim())
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components', '1'])
  for (const name of ['rxjs', ...others]) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
  return {
    ...{ project, folder, tarball },
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    copy: (file) => {
      const copied = join(project, file)
      cpSync(join(root, 'spec/package', file), copied, { recursive: true })
      return copied
    },
    run: (source) => {
      writeFileSync(join(project, 'user.mjs'), source)
      return JSON.parse(execFileSync(process.execPath, ['user.mjs'], { ...running, cwd: project })) as unknown
    },
    start: async (source, type) => {
      writeFileSync(join(project, `user.${type}`), source)
      const { stdout } = await promisify(execFile)(process.execPath, [`user.${type}`], { ...running, cwd: project })
      return JSON.parse(stdout) as unknown
    },
    remove: () => {
      rmSync(project, { recursive: true, force: true })
    },
  }
}
