/** Writes the transcript. Lines of the realtime half are the same on every server but for ids and durations. */
export interface Transcript {
  readonly heading: (text: string) => void
  /** What REST did, which only a ConnectyCube has. */
  readonly rest: (text: string) => void
  /** What went over the stream. */
  readonly realtime: (text: string) => void
}

export const createTranscript = (write: (line: string) => void): Transcript => ({
  heading: (text) => {
    write(`\n${text}`)
  },
  rest: (text) => {
    write(`  · ${text}`)
  },
  realtime: (text) => {
    write(`  ≈ ${text}`)
  },
})

export const quoted = (texts: readonly (string | null)[]): string => texts.map((text) => `“${text ?? ''}”`).join(' ')

/** Milliseconds since `start` (of `performance.now()`), as `(12 ms)`. */
export const elapsed = (start: number): string => `(${String(Math.round(performance.now() - start))} ms)`
