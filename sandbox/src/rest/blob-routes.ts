import { createHash } from 'node:crypto'
import { fieldsOf, flag, integer, text, type Fields } from '../json.js'
import type { Blob } from '../state/rows.js'
import { emptyText, invalid, iso, json, REFUSED, type Answer } from './answer.js'
import { forUser, type Call, type Handler, type Routes, type UserCall } from './call.js'
import { numberedPage } from './filter.js'

const HOUR_MS = 3_600_000
const MAX_FILE_BYTES = 104_857_600

/** protocol 5. */
const view = (blob: Blob): Fields => ({
  id: blob.id,
  uid: blob.uid,
  name: blob.name,
  content_type: blob.contentType,
  size: blob.size,
  public: blob.isPublic,
  blob_status: blob.completedAt === null ? null : 'complete',
  set_completed_at: blob.completedAt === null ? null : iso(blob.completedAt),
  created_at: iso(blob.createdAt),
  updated_at: iso(blob.updatedAt),
})

/** The form fields of the upload are the query of `params` (protocol 5, step 1). */
const writeAccess = (blob: Blob, origin: string): Fields => {
  const expires = iso(Date.now() + HOUR_MS)
  const policy = Buffer.from(JSON.stringify({ expiration: expires })).toString('base64')
  const fields = { 'Content-Type': blob.contentType, key: blob.uid, policy, success_action_status: '201' }
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const params = `${origin}/s3/sandbox?${pairs.join('&')}`
  return { id: blob.id, blob_id: blob.id, expires, object_access_type: 'Write', params }
}

/** protocol 5, step 1; files are private unless told otherwise. */
const create = ({ input, store, user, origin }: UserCall): Answer => {
  const { name: writtenName, content_type: type, public: written } = fieldsOf(input['blob'])
  const name = text(writtenName) ?? ''
  if (name.length < 1 || name.length > 100) return invalid('name must have 1 to 100 characters')
  const now = Date.now()
  const times = { createdAt: now, updatedAt: now, completedAt: null }
  const contentType = text(type) ?? 'application/octet-stream'
  const uid = store.ids.token().slice(0, 32)
  const fresh = { id: store.ids.integer(), uid, ownerId: user.id, name, contentType, isPublic: flag(written) }
  const blob = store.blobs.put({ ...fresh, size: null, ...times })
  return json({ blob: { ...view(blob), blob_object_access: writeAccess(blob, origin) } }, 201)
}

const xml = (status: number, content: string): Answer => ({
  status,
  raw: `<?xml version="1.0" encoding="UTF-8"?>\n${content}`,
  headers: { 'Content-Type': 'application/xml' },
})

/** One's own (protocol 5, 1.6). */
const list = ({ store, user, input }: UserCall): Answer => {
  const own = store.blobs.all().filter(({ ownerId }) => ownerId === user.id)
  return json(numberedPage(own.map(view), input, 'blob'))
}

const urlOf = ({ origin }: Call, blob: Blob): string => `${origin}/s3/sandbox/${blob.uid}`

/** The storage host: no session, no CB headers (protocol 5, step 2). */
const upload = (call: Call): Answer => {
  const { input, file, store } = call
  const [blob] = store.blobs.of(text(input['key']) ?? '')
  if (blob === undefined || file === undefined) return xml(403, '<Error><Code>AccessDenied</Code></Error>')
  if (file.length > MAX_FILE_BYTES) return xml(400, '<Error><Code>EntityTooLarge</Code></Error>')
  store.contents.put({ id: blob.uid, base64: file.toString('base64') })
  const etag = createHash('md5').update(file).digest('hex')
  const place = `<Location>${urlOf(call, blob)}</Location><Bucket>sandbox</Bucket><Key>${blob.uid}</Key>`
  return xml(201, `<PostResponse>${place}<ETag>"${etag}"</ETag></PostResponse>`)
}

/** For the owner of the blob in the path. */
const onOwn = (handle: (call: UserCall, blob: Blob) => Answer): Handler =>
  forUser((call) => {
    const blob = call.store.blobs.byId(integer(call.params['id']))
    if (blob === undefined) return REFUSED.notFound
    return blob.ownerId === call.user.id ? handle(call, blob) : REFUSED.role
  })

/** All four forms of the size (protocol 9, A6); what was not uploaded cannot be complete. */
const complete = onOwn(({ input, store }, blob) => {
  if (store.contents.byId(blob.uid) === undefined) return invalid('The file was not uploaded')
  const size = integer(fieldsOf(input['blob'])['size'] ?? input['size']) ?? null
  store.blobs.patch(blob, { size, completedAt: Date.now(), updatedAt: Date.now() })
  return emptyText()
})

/** protocol 5; the name alone can be changed. */
const rename = onOwn(({ input, store }, blob) => {
  const { name } = fieldsOf(input['blob'])
  const changed = store.blobs.patch(blob, { name: text(name) ?? blob.name, updatedAt: Date.now() })
  return json({ blob: view(changed) })
})

/** protocol 5. */
const remove = onOwn(({ store }, blob) => {
  store.blobs.remove(blob.id)
  store.contents.remove(blob.uid)
  return emptyText()
})

/** The completed blob of the uid in the path (protocol 5). */
const completed = ({ store, params }: Call): Blob | undefined => {
  const [blob] = store.blobs.of(params['id'] ?? '')
  return blob?.completedAt == null ? undefined : blob
}

/** Private files need a token, in header or query (protocol 5). */
const download = (call: Call): Answer => {
  const blob = completed(call)
  if (blob === undefined) return REFUSED.notFound
  const reader = call.session ?? call.store.sessionOf(text(call.input['token']))
  if (!blob.isPublic && reader?.userId == null) return REFUSED.expired
  return { status: 301, headers: { Location: urlOf(call, blob) } }
}

/** All digits name the blob, anything else its file (protocol 5). */
const show = (call: Call): Answer => {
  if (integer(call.params['id']) === undefined) return download(call)
  return onOwn((_call, blob) => json({ blob: view(blob) }))(call)
}

/** The docs misspell the member (protocol 5). */
const objectAccess = forUser((call) => {
  const blob = completed(call)
  if (blob === undefined) return REFUSED.notFound
  const url = urlOf(call, blob)
  return json({ blob: { ...view(blob), blob_object_access: { dowload_url: url, download_url: url } } })
})

/** What a download is redirected to, as from a signed URL: whoever has it may read (protocol 5). */
const content = ({ store, params }: Call): Answer => {
  const [blob] = store.blobs.of(params['id'] ?? '')
  const stored = store.contents.byId(blob?.uid)
  if (blob === undefined || stored === undefined) return xml(404, '<Error><Code>NoSuchKey</Code></Error>')
  const headers = { 'Content-Type': blob.contentType }
  return { status: 200, raw: new Uint8Array(Buffer.from(stored.base64, 'base64')), headers }
}

/** protocol 5; `/s3` stands for the storage host. */
export const blobRoutes: Routes = {
  'POST /s3/sandbox': upload,
  'GET /s3/sandbox/:id': content,
  'POST /blobs': forUser(create),
  'GET /blobs': forUser(list),
  'GET /blobs/:id': show,
  'GET /blobs/:id/download': download,
  'GET /blobs/:id/object': objectAccess,
  'PUT /blobs/:id/complete': complete,
  'POST /blobs/:id/complete': complete,
  'PUT /blobs/:id': rename,
  'DELETE /blobs/:id': remove,
}
