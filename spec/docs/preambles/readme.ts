import type { EnvironmentProviders } from '@angular/core'
import type { ChatEvent } from '../../../lib/index.js'
import { createEnvironment } from '../support/environment.js'
import { setUp as common } from './default.js'

/** What an app has that the README does not show, beside what every page has. */
declare global {
  var messageId: string
  var showState: (type: string) => void
  var showMessage: (message: object) => void
  var showTicks: (change: object) => void
  var showTyping: (userId: number, typing: boolean) => void
  var showProgress: (status: string) => void
  var showError: (text: string) => void
  var applyChange: (change: object) => void
  var showTypists: (userIds: readonly number[]) => void
  var showReactions: (reactors: object) => void
  var showOccupants: (userIds: readonly number[]) => void
  var showLastSeen: (activity: object | null) => void
  var showPresence: (byUser: object) => void
  var showTimeline: (items: readonly object[], hasOlder: boolean, gaps: readonly object[]) => void
  var showDialogs: (items: readonly object[]) => void
  var showBadge: (unread: number) => void
  var dispatch: (event: ChatEvent) => void
  var App: new () => object
  var bootstrapApplication: (app: typeof App, options: { providers: EnvironmentProviders[] }) => void
}

const fail = (error: unknown): never => {
  throw new Error('the app was told of an error', { cause: error })
}

/** The functions of an app do nothing; its error is one. */
const app = {
  ...Object.fromEntries(
    ['State', 'Message', 'Ticks', 'Typing', 'Progress', 'Typists', 'Reactions', 'Occupants', 'LastSeen', 'Presence']
      .concat('Timeline', 'Dialogs', 'Badge')
      .map((what) => [`show${what}`, () => undefined]),
  ),
  showError: fail,
  applyChange: () => undefined,
  dispatch: () => undefined,
  App: class {
    readonly name = 'app'
  },
  bootstrapApplication: (_: unknown, { providers }: { providers: EnvironmentProviders[] }) => {
    createEnvironment(providers, fail).end()
  },
}

export const setUp = async (): Promise<object> => {
  const scene = await common()
  return { ...scene, ...app, messageId: scene.message.id }
}
