import { catchError, concat, ignoreElements, map, type Observable, of, throwError } from 'rxjs'
import { ajax } from 'rxjs/ajax'
import type { ChatError } from '../errors/chat-error.js'
import { isRecord } from '../model/is-record.js'
import type { RestPlatform } from '../platform/rest-platform.js'
import { networkError, readText } from '../rest/http-errors.js'
import { httpError } from '../rest/read-answer.js'
import { abortable } from '../rx/abortable.js'
import type { UploadTarget } from './attachment-endpoints.js'

/** Without the query: it is the right to write there. */
const refused = (path: string, status: number, body: string): ChatError =>
  httpError({ method: 'POST', path, status, body, secrets: [] })

const viaFetch = (fetch: RestPlatform['fetch'], url: string, body: FormData): Observable<never> =>
  abortable(async (signal) => {
    const [response, text] = await readText(url, () => fetch(url, { method: 'POST', body, signal }))
    if (!response.ok) throw refused(url, response.status, text)
  }).pipe(ignoreElements())

/** Only it tells how an upload goes on. */
const viaXhr = (Xhr: typeof XMLHttpRequest, url: string, body: FormData): Observable<number> =>
  ajax<string>({
    ...{ url, body, method: 'POST', responseType: 'text', includeUploadProgress: true },
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- else a header goes along that the host must allow
    crossDomain: true,
    createXHR: () => new Xhr(),
  }).pipe(
    map(({ loaded, type }) => (type.startsWith('upload') ? loaded : 0)),
    catchError((error: unknown) => {
      const status = isRecord(error) ? Number(error['status'] ?? 0) : 0
      return throwError(() => (status === 0 ? networkError(url, error) : refused(url, status, '')))
    }),
  )

/**
 * Hands a file to the storage. Cold; emits how many bytes went out, as far as the surroundings tell, and completes when
 * the storage has it all. Unsubscribing aborts. Nothing of ours but the form goes there: no header, no token.
 */
export const sendForm = (
  { fetch, XMLHttpRequest }: Pick<RestPlatform, 'fetch' | 'XMLHttpRequest'>,
  { url, fields }: UploadTarget,
  file: Blob,
  name: string,
): Observable<number> => {
  const form = new FormData()
  for (const [field, value] of fields) form.append(field, value)
  // Last: the storage ignores what comes after it.
  form.append('file', file, name)
  const sent$ = XMLHttpRequest === undefined ? viaFetch(fetch, url, form) : viaXhr(XMLHttpRequest, url, form)
  return concat(sent$, of(file.size))
}
