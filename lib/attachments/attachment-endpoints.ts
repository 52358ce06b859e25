import type { EpochMs } from '../model/ids.js'
import { requireId } from '../rest/arguments.js'
import { at, flag, instant, member, model, number, orElse, orNull, reader, text, userId } from '../rest/codecs.js'
import { type Body, type Call, endpoint, json, text as nothing } from '../rest/endpoint.js'

/** A file of the storage (`/blobs`). */
export interface FileInfo {
  readonly id: number
  readonly uid: string
  readonly name: string | null
  readonly contentType: string | null
  /** In bytes; `null` until the upload is completed. */
  readonly size: number | null
  readonly public: boolean
  readonly createdAt: EpochMs | null
  readonly updatedAt: EpochMs | null
}

/** Where and with which form fields a file is handed to the storage. */
export interface UploadTarget {
  readonly url: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** Percent-encoded once; a plus is a plus (protocol 5, step 2). */
const target = reader('upload form', (value): UploadTarget | undefined => {
  const [url = '', form = ''] = typeof value === 'string' ? value.split('?') : []
  const fields = [...new URLSearchParams(form.replaceAll('+', '%2B'))]
  const isBroken = !/^https?:\/\//.test(url) || /%(?![\da-f]{2})/i.test(form)
  return isBroken ? undefined : { url, fields }
})

const file = {
  id: userId,
  uid: text,
  name: orNull(text),
  contentType: orNull(text),
  size: orNull(number),
  public: orElse(flag, false),
  createdAt: orNull(instant),
  updatedAt: orNull(instant),
}
const newFile = member('blob', model('blob', { ...file, target: at('blob_object_access', member('params', target)) }))

const ofFile = <Output>(id: number, rest: Omit<Call<Output>, 'path'>): Call<Output> => {
  requireId(id, 'file')
  return { path: { id }, ...rest }
}

/** `/blobs` (protocol 5). */
export const attachmentEndpoints = {
  create: endpoint('POST /blobs', (_own, blob: Body) => ({ body: { blob }, answer: json(newFile) })),
  complete: endpoint('PUT /blobs/:id/complete', (_own, id: number, size: number) =>
    ofFile(id, { body: { blob: { size } }, answer: nothing }),
  ),
  /** What the storage knows of a file, by its number. Cold. */
  info: endpoint('GET /blobs/:id', (_own, id: number) =>
    ofFile(id, { answer: json<FileInfo>(member('blob', model('blob', file))) }),
  ),
  /** Removes a file of one's own. Cold. */
  remove: endpoint('DELETE /blobs/:id', (_own, id: number) => ofFile(id, { answer: nothing })),
}
