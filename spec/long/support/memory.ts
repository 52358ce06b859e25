import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')

const isCollector = (value: unknown): value is () => void => typeof value === 'function'

/** Bytes of the heap that are still in use after two collections. */
export const heapInUse = (): number => {
  const collect: unknown = runInNewContext('gc')
  if (!isCollector(collect)) throw new Error('no way to collect garbage')
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

export const megabyte = 2 ** 20
