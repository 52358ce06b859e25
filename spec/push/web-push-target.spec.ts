import { expect, it } from '@jest/globals'
import { webPushTarget } from '../../lib/push/web-push-target.js'

it("makes a target of a browser's subscription", () => {
  const subscription = {
    endpoint: 'https://push.example/1',
    expirationTime: null,
    toJSON: () => ({ keys: { auth: 'a', p256dh: 'k' } }),
  }
  expect(webPushTarget(subscription, { environment: 'production', udid: 'u' })).toEqual({
    ...{ channel: 'web', environment: 'production', udid: 'u' },
    ...{ endpoint: 'https://push.example/1', auth: 'a', p256dh: 'k' },
  })
})
