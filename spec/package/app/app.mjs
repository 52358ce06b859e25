import { createChat } from 'connectycube-rx'
import { concatMap, finalize, firstValueFrom, map } from 'rxjs'

/**
 * The smallest app there is: signs in and goes online, then leaves.
 * @param {import('connectycube-rx').ChatConfig['endpoints'] & {}} endpoints
 */
const visit = (endpoints) => {
  const chat = createChat({ application: { id: 1, authKey: 'sandbox' }, endpoints })
  return firstValueFrom(
    chat.session.create({ login: 'ann', password: 'password-of-ann' }).pipe(
      concatMap(() => chat.connection.connect()),
      map(({ userId, continuity }) => `${String(userId)} is online: ${continuity}`),
      finalize(() => chat.destroy()),
    ),
  )
}

Object.assign(globalThis, { visit })
