import type { Fields } from '../json.js'

export type Verdict = 'SuccessfullyDeleted' | 'NotFound' | 'WrongPermissions'

/** The result of deleting several at once, 200 even when all failed (protocol 4.11). */
export const multiDelete = (ids: readonly string[], verdict: (id: string) => Verdict): Fields => {
  const verdicts = ids.map((id) => ({ id, outcome: verdict(id) }))
  const withOutcome = (wanted: Verdict): Fields => ({
    ids: verdicts.filter(({ outcome }) => outcome === wanted).map(({ id }) => id),
  })
  return {
    SuccessfullyDeleted: withOutcome('SuccessfullyDeleted'),
    NotFound: withOutcome('NotFound'),
    WrongPermissions: withOutcome('WrongPermissions'),
  }
}
