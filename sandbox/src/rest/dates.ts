/** `yyyy-MM-dd HH:mm:ss UTC` of `CB-Token-ExpirationDate` (protocol 1.4). */
export const expirationDate = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`

export const iso = (ms: number): string => new Date(ms).toISOString()
