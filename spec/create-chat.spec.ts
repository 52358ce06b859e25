import { expect, it } from '@jest/globals'
import { createChat, withLive } from '../lib/index.js'

const config = { application: { id: 10, authKey: 'none' } }

it('has the views where they are handed over, and is the same chat without them', () => {
  const [chat, liveChat] = [createChat(config), createChat(config, withLive)]
  const { live, ...rest } = liveChat

  expect(Object.keys(live).sort()).toEqual(['dialogs', 'loads', 'timeline', 'unread'])
  expect(Object.keys(chat).sort()).toEqual(Object.keys(rest).sort())

  chat.destroy()
  liveChat.destroy()
})
