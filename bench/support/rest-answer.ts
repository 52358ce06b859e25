import { dialogId, hex, user } from './frames.js'

const dialog = (at: number): object => ({
  ...{ _id: dialogId(at), type: 2, name: `Dialog ${String(at)}`, description: null, photo: null, user_id: 101 },
  ...{ xmpp_room_jid: `10_${dialogId(at)}@muc.127.0.0.1`, occupants_ids: [21, 101, 102, 103, 104 + at] },
  ...{
    admins_ids: [101],
    last_message: 'The quick brown fox',
    last_message_id: hex(at + 1),
    last_message_user_id: 102,
  },
  ...{ last_message_date_sent: 1_700_000_000 + at, last_message_status: 'sent', unread_messages_count: at % 3 },
  ...{
    created_at: '2023-01-01T00:00:00Z',
    updated_at: '2023-01-02T00:00:00Z',
    pinned_messages_ids: [],
    extensions: null,
  },
})
const items = Array.from({ length: 100 }, (_one, at) => dialog(at))
const dialogs = Buffer.from(JSON.stringify({ total_entries: 100, skip: 0, limit: 100, items }))

const of = { created_at: '2023-01-01T00:00:00Z', updated_at: '2023-01-01T00:00:00Z' }
const signedIn = { id: user.id, login: 'bench', full_name: 'Bench', ...of }
const session = { id: 1, application_id: 10, user_id: user.id, token: 'of-the-bench', user: signedIn, ts: 1, ...of }
const opened = Buffer.from(JSON.stringify({ session }))

/** A session, as an object. */
export const sessionAnswer = (): object => ({ session })

/** A session, or the list of 100 dialogs. */
export const restAnswer = (url: string): Buffer => (url.includes('/Dialog') ? dialogs : opened)
