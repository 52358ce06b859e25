import { concat, defer, distinctUntilChanged, map, of, retry, startWith, switchMap, throwError, timer } from 'rxjs'
import type { Observable, SchedulerLike } from 'rxjs'
import { isChatError } from '../errors/chat-error.js'
import type { Attachment } from '../model/message.js'
import type { Session } from '../model/session.js'
import type { RestPlatform } from '../platform/rest-platform.js'
import { requireArgument, requireKeys } from '../rest/arguments.js'
import { type Methods, methodsOf, type RestDeps } from '../rest/methods.js'
import { attachmentEndpoints } from './attachment-endpoints.js'
import { sendForm } from './send-form.js'

/** How a file is uploaded. */
export interface UploadOptions {
  /** Default: the file's own; cut to 100 characters. */
  readonly name?: string
  /** Default: the file's own, else `application/octet-stream`. */
  readonly contentType?: string
  /** Whether everybody may read it who knows its uid. Default false. */
  readonly public?: boolean
}

/** In bytes. Then the attachment as `MessageDraft` takes it. */
export type UploadEvent =
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number }
  | { readonly type: 'done'; readonly attachment: Attachment }

/** `chat.attachments`. */
export interface AttachmentsApi extends Omit<Methods<typeof attachmentEndpoints>, 'create' | 'complete'> {
  /**
   * Uploads a file of 1 byte to 100 MB: created (`POST /blobs`), handed to the storage, completed
   * (`PUT /blobs/{id}/complete`, repeated on failure). Cold; emits progress, then the attachment, and completes.
   * Unsubscribing aborts it. In browsers progress is what went out; without `XMLHttpRequest` it is nothing, then all.
   */
  readonly upload: (file: Blob & { readonly name?: string }, options?: UploadOptions) => Observable<UploadEvent>
  /** The URL of a file with the token of the session, which makes it a secret. Cold; renews a session about to end. */
  readonly privateUrl: (file: string | Attachment) => Observable<string>
  /** The URL of a public file. Cold. */
  readonly publicUrl: (file: string | Attachment) => Observable<string>
}

export interface AttachmentsDeps extends RestDeps {
  readonly platform: RestPlatform
  readonly session: () => Observable<Session>
}

const mostBytes = 100_000_000
const longestName = 100
const completions = 3

/** Its uid, which some SDKs put into `id` (protocol 3.8). */
const uidOf = (file: string | Attachment): string => {
  const { uid, id } = typeof file === 'string' ? { uid: file, id: undefined } : file
  const found = uid ?? (/^[0-9a-f]{32,40}$/i.test(id ?? '') ? id : undefined)
  return requireKeys(found, 'uid').join('')
}

/** The file is stored already: whatever may pass is waited for. */
const persistent = <T>(scheduler: SchedulerLike) =>
  retry<T>({
    count: completions,
    delay: (error: unknown, tries) =>
      isChatError(error) && error.retryable ? timer(1000 * tries, scheduler) : throwError(() => error),
  })

export const createAttachments = ({ platform, session, ...deps }: AttachmentsDeps): AttachmentsApi => {
  const { create, complete, ...methods } = methodsOf(attachmentEndpoints, deps)
  const urlOf = (file: string | Attachment): string => `${deps.http.baseUrl()}/blobs/${uidOf(file)}`
  return {
    ...methods,
    upload: (file, { name = file.name ?? 'file', contentType = file.type, public: isPublic = false } = {}) =>
      defer(() => {
        const total = file.size
        requireArgument(total > 0 && total <= mostBytes, 'file', `1 to ${String(mostBytes)} bytes`)
        const type = contentType === '' ? 'application/octet-stream' : contentType
        const short = name.slice(0, longestName)
        return create({ content_type: type, name: short, public: isPublic }).pipe(
          switchMap(({ id, uid, target }) => {
            const [, kind = 'file'] = /^(image|video|audio)\//.exec(type) ?? []
            const attachment = { type: kind, uid, id: String(id), name: short, size: total, 'content-type': type }
            const progress$ = sendForm(platform, target, file, short).pipe(
              startWith(0),
              // The form around the file is counted too.
              map((loaded) => Math.min(loaded, total)),
              distinctUntilChanged((before, now) => now <= before),
              map((loaded): UploadEvent => ({ type: 'progress', loaded, total })),
            )
            const done$ = complete(id, total).pipe(
              persistent(platform.scheduler),
              map((): UploadEvent => ({ type: 'done', attachment })),
            )
            return concat(progress$, done$)
          }),
        )
      }),
    privateUrl: (file) => defer(session).pipe(map(({ token }) => `${urlOf(file)}?token=${encodeURIComponent(token)}`)),
    publicUrl: (file) => defer(() => of(urlOf(file))),
  }
}
