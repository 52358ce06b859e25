import { fieldsOf, isFields, text, type Fields } from '../json.js'
import type { Subscription } from '../state/rows.js'
import { emptyText, invalid, json, REFUSED, type Answer } from './answer.js'
import { forUser, type Routes, type UserCall } from './call.js'

const CHANNELS = ['apns', 'apns_voip', 'gcm', 'web']

const view = ({ id, channel, udid, platform }: Subscription): Fields => ({
  subscription: { id, notification_channel: { name: channel }, device: { udid, platform: { name: platform } } },
})

/** The same device and channel again is an update (protocol 6). */
const subscribe = ({ input, store, user }: UserCall): Answer => {
  const channel = text(input['notification_channel']) ?? ''
  const device = fieldsOf(input['device'])
  const token = fieldsOf(input['push_token'])
  const [udid, platform] = [text(device['udid']), text(device['platform'])]
  if (!CHANNELS.includes(channel)) return invalid('notification_channel is not supported')
  if (udid === undefined || platform === undefined) return invalid('device udid and platform are required')
  const needed = channel === 'web' ? ['web_endpoint', 'web_auth', 'web_p256dh'] : ['client_identification_sequence']
  if (needed.some((name) => text(token[name]) === undefined)) return invalid('push_token is incomplete')
  const same = store.subscriptions.all().find((item) => item.udid === udid && item.channel === channel)
  const id = same?.id ?? store.ids.integer()
  if (same !== undefined && same.userId !== user.id) store.subscriptions.remove(id)
  return json([view(store.subscriptions.put({ id, userId: user.id, channel, udid, platform, token }))], 201)
}

/** protocol 6. */
const unsubscribe = ({ store, user, params }: UserCall): Answer => {
  const subscription = store.subscriptions.byId(Number(params['id']))
  if (subscription?.userId !== user.id) return REFUSED.notFound
  store.subscriptions.remove(subscription.id)
  return emptyText()
}

/** Exactly one recipient selector; nothing is sent from here (protocol 6). */
const createEvent = ({ input, store }: UserCall): Answer => {
  const event = fieldsOf(input['event'])
  const user = fieldsOf(event['user'])
  const selectors = [user['ids'], isFields(user['tags']) ? true : undefined, event['external_user']]
  if (text(event['message']) === undefined) return invalid('message is required')
  if (selectors.filter((item) => item !== undefined).length !== 1) return invalid('Exactly one recipient is required')
  const empty = { date: null, period: null, name: null, end_date: null, tag_query: null }
  return json([{ event: { ...empty, ...event, id: store.ids.integer(), active: true } }], 201)
}

/** protocol 6. */
export const pushRoutes: Routes = {
  'POST /subscriptions': forUser(subscribe),
  'GET /subscriptions': forUser(({ store, user }) => json(store.subscriptions.of(user.id).map(view))),
  'DELETE /subscriptions/:id': forUser(unsubscribe),
  'POST /events': forUser(createEvent),
}
