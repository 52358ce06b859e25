/** The exit code of a script whose server died under it; a broken promise of this project is exit code 1. */
export const serverDiedExitCode = 75

/** An `Error` named `ServerDied`: the test bed failed, not what was tested on it. */
export function serverDied(server: string, reason: string, logTail: string): Error {
  const error = new Error(`${server} ${reason}${logTail === '' ? '' : `; its last words:\n${logTail}`}`)
  error.name = 'ServerDied'
  return error
}

/** 75 when a server died, else 1: for the `catch` of a script. */
export function exitCodeOf(error: unknown): number {
  return error instanceof Error && error.name === 'ServerDied' ? serverDiedExitCode : 1
}
