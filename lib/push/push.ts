import type { UserId } from '../model/ids.js'
import type { Json } from '../model/message.js'

/** @inline */
interface Device {
  readonly environment: 'development' | 'production'
  /** Names the device; subscribing again with it and the channel replaces the subscription. */
  readonly udid: string
  readonly bundleId?: string
}

/** Where a device is pushed to. `webPushTarget` makes one of a browser's subscription. */
export type PushTarget = Device &
  (
    | { readonly channel: 'apns' | 'apns_voip' | 'gcm'; readonly platform: 'ios' | 'android'; readonly token: string }
    | { readonly channel: 'web'; readonly endpoint: string; readonly auth: string; readonly p256dh: string }
  )

/** A device that is pushed to (`/subscriptions`). */
export interface PushSubscriptionInfo {
  readonly id: number
  readonly channel: string | null
  readonly udid: string | null
  readonly platform: string | null
}

/** What `push.send` pushes, and to whom (`POST /events`). */
export interface PushNotification {
  readonly environment: 'development' | 'production'
  /** Exactly one of these. */
  readonly to: {
    readonly userIds?: readonly UserId[]
    readonly externalIds?: readonly number[]
    readonly tags?: { readonly any?: string; readonly all?: string; readonly exclude?: string }
  }
  /** `message` is the text; `ios_badge` and the like are the server's, all others the app's. */
  readonly payload: Readonly<Record<string, Json>>
  /** For one kind of device; default: all. */
  readonly pushType?: 'apns' | 'apns_voip' | 'gcm'
  readonly name?: string
}

/** A push that the server took on. */
export interface PushEvent {
  readonly id: number
  readonly name: string | null
  readonly active: boolean
}
