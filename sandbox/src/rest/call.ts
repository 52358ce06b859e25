import { flag, type Fields } from '../json.js'
import { isMember } from '../state/roles.js'
import { DIALOG, type Dialog, type DialogType, type Message, type RestSession, type User } from '../state/rows.js'
import type { Deps } from '../deps.js'
import { REFUSED, type Answer } from './answer.js'

/** One REST request, decoded, and what it may touch. */
export interface Call extends Deps {
  readonly params: Readonly<Record<string, string>>
  /** Query and body in one: what is documented for one is found in the other (protocol 1.3, 9 A7). */
  readonly input: Fields
  /** The `file` of a multipart form. */
  readonly file: Buffer | undefined
  /** Scheme and host as the client sees them. */
  readonly origin: string
  readonly token: string | undefined
  readonly session: RestSession | undefined
  /** `CB-AuthKey`, for signing up without a session (protocol 1.3). */
  readonly signUpKey: string | undefined
}

export type SessionCall = Call & { readonly session: RestSession }
export type UserCall = SessionCall & { readonly user: User }
export type DialogCall = UserCall & { readonly dialog: Dialog }
export type MessageCall = DialogCall & { readonly message: Message }

export type Handler = (call: Call) => Answer

/** `METHOD /path`, in lower case and with parameters as hono writes them. */
export type Routes = Readonly<Record<string, Handler>>

/** For calls that need a live session (protocol 1.9). */
export const forSession =
  (handle: (call: SessionCall) => Answer): Handler =>
  (call) => {
    if (call.session !== undefined) return handle({ ...call, session: call.session })
    return call.token === undefined ? REFUSED.noToken : REFUSED.expired
  }

/** For calls that need a signed-in user (protocol 1.9). */
export const forUser = (handle: (call: UserCall) => Answer): Handler =>
  forSession((call) => {
    const user = call.store.users.byId(call.session.userId)
    return user === undefined ? REFUSED.needUser : handle({ ...call, user })
  })

/** For calls on the dialog in the path, by its members; types in `open` are so to all, and roles decide further. */
export const onDialog = (
  handle: (call: DialogCall) => Answer,
  open: readonly DialogType[] = [DIALOG.public],
): Handler =>
  forUser((call) => {
    const dialog = call.store.dialogs.byId(call.params['id'])
    if (dialog === undefined) return REFUSED.notFound
    const allowed = open.includes(dialog.type) || isMember(dialog, call.user.id)
    return allowed ? handle({ ...call, dialog }) : REFUSED.role
  })

/** For calls on the message in the path, by members of its dialog. */
export const onMessage = (handle: (call: MessageCall) => Answer): Handler =>
  forUser((call) => {
    const message = call.store.messages.byId(call.params['ids'])
    const dialog = call.store.dialogs.byId(message?.dialogId)
    if (message === undefined || dialog === undefined) return REFUSED.notFound
    return isMember(dialog, call.user.id) ? handle({ ...call, message, dialog }) : REFUSED.role
  })

/** Own dialogs, subscribed public ones and every broadcast, without the hidden (protocol 4.2). */
export const dialogsOf = ({ store, user }: UserCall): Dialog[] =>
  store.dialogs.all().filter((dialog) => isMember(dialog, user.id) && !dialog.hiddenFor.includes(user.id))

export const forced = ({ input }: Call): boolean => flag(input['force'])
