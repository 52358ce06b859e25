import type { Report } from '../../lib/rest/decode.js'
import type { Http } from '../../lib/rest/http.js'
import { testHttp } from './test-http.js'
import { answerJson, type Seen, startServer, type TestServer } from './test-server.js'

/** An `Http` against a real server that answers everything by `answer`. */
export const recordingServer = async (
  answer: (seen: Seen) => unknown,
  report?: Report,
): Promise<{ readonly http: Http; readonly server: TestServer }> => {
  const server = await startServer((seen, response) => {
    answerJson(response, 200, answer(seen))
  })
  return { server, http: testHttp({ hosts: [server.baseUrl], token: () => 't', ...(report && { report }) }) }
}

/** The query of a recorded request, decoded. */
export const queryOf = ({ url }: Pick<Seen, 'url'>): Readonly<Record<string, readonly string[]>> => {
  const query = new URL(url, 'http://x').searchParams
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]))
}
