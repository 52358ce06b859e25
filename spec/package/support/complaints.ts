import { execFileSync } from 'node:child_process'

/** Runs a program that says with its exit code whether it is content; '' then, all that it printed if not. */
export const complaints = (cwd: string, command: string, ...args: readonly string[]): string => {
  try {
    execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout: 60_000 })
    return ''
  } catch (error) {
    // Not `instanceof Error`: it was made outside the test's realm.
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    return `${stdout}${stderr}` || String(error)
  }
}
