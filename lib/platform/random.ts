/** A number from 0 up to 1 with 32 random bits, from the runtime's strong source where it has one. */
export const random = (): number =>
  'crypto' in globalThis ? (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32 : Math.random()
