/** What a process of the bench answers with. */
export type Figures = Readonly<Record<string, number>>

/** What a process of the bench can be asked for, by name. */
export type Commands = Readonly<Record<string, (...args: readonly number[]) => Figures | Promise<Figures>>>

/** Milliseconds since 1970, finer than `Date.now()`, the same in every process of a machine. */
export const instant = (): number => performance.timeOrigin + performance.now()

/** Milliseconds of CPU that this process used so far. */
export const cpuTime = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
