import { asyncScheduler } from 'rxjs'
import { createHttp, type Http, type HttpDeps } from '../../lib/rest/http.js'

/** An `Http` of which a test says only what it is about. */
export const testHttp = (deps: Partial<HttpDeps>): Http =>
  createHttp({
    hosts: [],
    fetch,
    token: () => undefined,
    authKey: 'k',
    timeoutMs: 30_000,
    scheduler: asyncScheduler,
    onSessionUsed: () => undefined,
    report: () => undefined,
    ...deps,
  })
