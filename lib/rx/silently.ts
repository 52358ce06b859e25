import { ignoreElements, type Observable } from 'rxjs'
import { act } from './act.js'

/** As `act`, for work whose end is all there is to tell: emits nothing. */
export const silently = (work: () => void): Observable<never> => act(work).pipe(ignoreElements())
