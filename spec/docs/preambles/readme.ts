import type { Observable } from 'rxjs'
import type { EnvironmentProviders } from '@angular/core'
import type { Chat, ChatEvent, RoomDialogRef } from '../../../lib/index.js'

/** What an app has that the README does not show. */
declare global {
  /** Of the quick start, for the blocks after it. */
  const chat: Chat
  const team: RoomDialogRef
  const messageId: string
  const keystrokes$: Observable<unknown>

  const showState: (type: string) => void
  const showMessage: (message: object) => void
  const showTicks: (change: object) => void
  const showTyping: (userId: number, typing: boolean) => void
  const showProgress: (status: string) => void
  const showError: (text: string) => void
  const applyChange: (change: object) => void
  const showTypists: (userIds: readonly number[]) => void
  const showReactions: (reactors: object) => void
  const showOccupants: (userIds: readonly number[]) => void
  const showLastSeen: (activity: object | null) => void
  const showPresence: (byUser: object) => void
  const showTimeline: (items: readonly object[], hasOlder: boolean, gaps: readonly object[]) => void
  const showDialogs: (items: readonly object[]) => void
  const showBadge: (unread: number) => void
  const App: new () => object
  const bootstrapApplication: (app: typeof App, options: { providers: EnvironmentProviders[] }) => void
  const dispatch: (event: ChatEvent) => void
}
