import type { TypeOf } from 'io-ts'
import { type Endpoint, json } from '../../rest/endpoint.js'
import { rawPage } from '../../rest/page.js'
import { type HistoryInput, historyQuery } from './history-query.js'

/** `GET /chat/Message` (protocol 4.6). */
export const historyEndpoint: Endpoint<HistoryInput, TypeOf<typeof rawPage>> = {
  method: 'GET',
  path: '/chat/Message',
  authorisation: 'session',
  query: historyQuery,
  answer: json(rawPage),
}
