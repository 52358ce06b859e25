import { expect, it } from '@jest/globals'
import * as entry from '../lib/index.js'
import * as rest from '../lib/rest.js'
import * as testing from '../lib/testing.js'

it('the main entry exports these functions and nothing else', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'ChatError',
    'applyReaction',
    'createChat',
    'defineSystemMessage',
    'dialogKey',
    'dialogsReducer',
    'emptyDialogs',
    'emptyTimeline',
    'emptyUnread',
    'exponential',
    'fixed',
    'isChatError',
    'legalSuccessors',
    'locationAttachment',
    'locationOf',
    'memoryStore',
    'reconnect',
    'timelineReducer',
    'toEither',
    'toReactions',
    'unreadReducer',
    'webPushTarget',
    'withContacts',
    'withLive',
  ])
})

it('the rest entry exports these functions and nothing else', () => {
  expect(Object.keys(rest).sort()).toEqual([
    'ChatError',
    'createRest',
    'dialogKey',
    'isChatError',
    'locationAttachment',
    'locationOf',
    'toEither',
    'webPushTarget',
  ])
})

it('the testing entry exports these functions and nothing else', () => {
  expect(Object.keys(testing).sort()).toEqual(['createScriptedServer', 'fakeChat'])
})
