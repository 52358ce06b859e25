import { requireArgument, requireId, requireIds, requireTexts } from '../rest/arguments.js'
import { at, built, flag, member, model, number, orElse, orNull, text } from '../rest/codecs.js'
import { type Body, endpoint, list, text as nothing } from '../rest/endpoint.js'
import type { PushEvent, PushNotification, PushSubscriptionInfo, PushTarget } from './push.js'

/** UTF-8 safe, which `btoa` alone is not. */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))

const tokenOf = (target: PushTarget): Readonly<Record<string, string>> =>
  target.channel === 'web'
    ? { web_endpoint: target.endpoint, web_auth: target.auth, web_p256dh: target.p256dh }
    : { client_identification_sequence: target.token }

const targetBody = (target: PushTarget): Body => {
  const { channel, environment, bundleId, udid } = target
  const token = tokenOf(target)
  requireTexts({ ...token, udid })
  return {
    notification_channel: channel,
    push_token: { environment, bundle_identifier: bundleId, ...token },
    device: { platform: target.channel === 'web' ? 'web' : target.platform, udid },
  }
}

const eventBody = ({ to, payload, pushType, environment, name }: PushNotification): object => {
  const { userIds, tags, externalIds } = to
  const selectors = [userIds, tags, externalIds].filter((selector) => selector !== undefined)
  requireArgument(selectors.length === 1, 'to', 'exactly one of userIds, tags, externalIds')
  requireIds(userIds ?? externalIds ?? [1], 'to')
  const encoded = base64(JSON.stringify(payload))
  return {
    ...{ notification_type: 'push', event_type: 'one_shot', environment, name, push_type: pushType },
    message: pushType === undefined ? encoded : `payload=${encoded}`,
    user: tags === undefined ? userIds && { ids: userIds.join(',') } : { tags },
    external_user: externalIds && { ids: externalIds.join(',') },
  }
}

const name = orNull(member('name', text))
const channel = at('notification_channel', name)
const device = model('device', { udid: orNull(text), platform: name })
const subscription = built(
  'subscription',
  member('subscription', model('subscription', { id: number, channel, device: orNull(device) })),
  ({ device, ...told }): PushSubscriptionInfo => ({ udid: null, platform: null, ...told, ...device }),
)
const event = member('event', model('event', { id: number, name: orNull(text), active: orElse(flag, false) }))

/** `/subscriptions` and `/events` (protocol 6). */
export const pushEndpoints = {
  /** Subscribes a device of the user to pushes. Cold; emits the subscriptions it made. */
  subscribe: endpoint('POST /subscriptions', (_own, target: PushTarget) => ({
    body: targetBody(target),
    secrets: Object.values(tokenOf(target)),
    answer: list(subscription),
  })),
  /** The user's subscriptions. Cold. */
  list: endpoint('GET /subscriptions', () => ({ answer: list(subscription) })),
  /** Ends a subscription. Cold. */
  remove: endpoint('DELETE /subscriptions/:id', (_own, id: number) => {
    requireId(id, 'subscription')
    return { path: { id }, answer: nothing }
  }),
  /** Pushes to users. Cold; emits the events it made. */
  send: endpoint('POST /events', (_own, notification: PushNotification) => ({
    body: { event: eventBody(notification) },
    answer: list<PushEvent>(event),
  })),
}
