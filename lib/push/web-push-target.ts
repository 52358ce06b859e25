import type { PushTarget } from './push.js'

/** What is used of a browser's `PushSubscription`. */
export interface PushSubscriptionLike {
  readonly endpoint: string
  /** The keys for the encryption. */
  readonly toJSON: () => { readonly keys?: Record<string, string> }
}

/** What `push.subscribe` takes, of what `pushManager.subscribe(…)` gave. Pure. */
export const webPushTarget = (
  subscription: PushSubscriptionLike,
  device: Pick<PushTarget, 'environment' | 'udid'>,
): PushTarget => {
  const { auth = '', p256dh = '' } = subscription.toJSON().keys ?? {}
  return { ...device, channel: 'web', endpoint: subscription.endpoint, auth, p256dh }
}
