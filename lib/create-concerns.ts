import { EMPTY, filter, ignoreElements, map, merge, of, share, tap, type Observable } from 'rxjs'
import { createActivity } from './activity/create-activity.js'
import type { Chat, FullChat } from './chat.js'
import { isSessionOver, isUsable } from './connection/connection-event.js'
import { createIncoming, createPushes } from './connection/incoming.js'
import { sessionBegun } from './connection/session-begun.js'
import type { Delivery } from './create-delivery.js'
import type { Ground } from './create-ground.js'
import type { RestParts } from './create-rest.js'
import type { Later } from './create-sources.js'
import { createDialogNotices } from './dialogs/dialog-notices.js'
import type { Features } from './features.js'
import { createMessages } from './messages/create-messages.js'
import { detached } from './messages/detached.js'
import { createRecent } from './messages/recent.js'
import { createSizeCheck } from './outbox/check-size.js'
import { createPrivacy } from './privacy/create-privacy.js'
import { createReactions } from './reactions/create-reactions.js'
import { createRooms } from './rooms/create-rooms.js'
import { createSystemMessages } from './system-messages/create-system-messages.js'
import { createTyping } from './typing/create-typing.js'

type Namespaces = 'messages' | 'reactions' | 'typing' | 'activity' | 'systemMessages' | 'dialogs' | 'rooms' | 'privacy'

interface Concerns extends Later {
  readonly concerns: Pick<Chat, Namespaces> & Partial<Pick<FullChat, 'contacts'>>
  /** To be subscribed for as long as the chat lives. */
  readonly background$: Observable<never>
}

/** What concerns listen to, over one subscription to the stanza stream. */
const createStreams = ({ stanza$: each$, linkEvent$, link }: Delivery['connection'], issue$: Ground['issue$']) => {
  const report = (problem: string): void => issue$.next({ where: 'stream', issues: [problem] })
  const stanza$ = each$.pipe(share())
  const deps = { stanza$, jid: () => link()?.jid ?? '', report }
  return {
    report,
    incoming$: createIncoming(deps),
    push$: createPushes(deps),
    presence$: stanza$.pipe(
      filter((stanza) => stanza.kind === 'presence'),
      share(),
    ),
    usable$: linkEvent$.pipe(
      filter(isUsable),
      map(({ type }) => type === 'renewed'),
    ),
    over$: linkEvent$.pipe(filter(isSessionOver)),
    refused$: linkEvent$.pipe(
      filter((event) => event.type === 'refused'),
      tap(({ problem }) => report(problem)),
      ignoreElements(),
    ),
  }
}

/** Composes the concerns over one subscription to the stanza stream, however many listen to them, and joins their REST halves. */
export const createConcerns = (
  { addresses, codec, platform, settings, now, issue$ }: Ground,
  rest: RestParts,
  { connection, outbox, catchUp, sessionHistory, isOwner, owned }: Delivery,
  features: Partial<Features>,
): Concerns => {
  const { visible$, scheduler, newId } = platform
  const { linkEvent$: event$, link, request, owner: userId } = connection
  const { arrange, gap$ } = catchUp
  const { refused$, ...streams } = createStreams(connection, issue$)
  const deadline = settings.timeouts.request
  const shared = { ...streams, addresses, userId, newId, event$, link, request, deadline, now, scheduler, visible$ }
  const roomDeps = { ...shared, lost: outbox.lost, missed: catchUp.missed }
  const { background$: occupancy$, enterAgain, confirmIn, entered, ...rooms } = createRooms(roomDeps)
  const { background$, read, isHeard, sentIn$, ...messages } = createMessages({
    ...{ ...shared, outbox, arrange, delivered: settings.delivered },
    ...{ joinRoom: enterAgain, confirmIn, isArchived: () => !isOwner() },
    markAllRead: (dialog) => (isOwner() ? rest.messages.markAll(dialog, 'read') : of(null)),
  })
  const typing = createTyping({
    ...{ ...shared, sentIn$ },
    dialogIdOf: (opponentId) => (isOwner() ? rest.dialogs.existingPrivateDialogId(opponentId) : EMPTY),
  })
  const { background$: clientState$, ...activity } = createActivity({ ...shared, activity: settings.activity })
  const told = createRecent<true>()
  const reactions = createReactions({
    ...{ ...shared, outbox },
    rest: { ...rest.reactions, update: owned(rest.reactions.update) },
    isNew: (key) => told.add(detached(key), true),
  })
  const { tell, ...systemMessages } = createSystemMessages({
    ...{ ...shared, event$: connection.event$ },
    checkSize: createSizeCheck(codec, settings.maxStanzaBytes),
  })
  const notices = createDialogNotices({
    dialogs: rest.dialogs,
    receive: (kind) => systemMessages.of(kind).received$,
    ...{ tell, userId },
    teller: () => (settings.dialogNotices && link() !== null ? connection.userId() : undefined),
  })
  const linked = { ...connection, event$ }
  const live = { ...shared, ...linked, session$: sessionBegun(linked) }
  const privacy = createPrivacy({ ...live, muc: settings.muc })
  const { contacts, background$: contacts$ = EMPTY } = features.contacts?.({ ...live, userId }) ?? {}

  return {
    concerns: {
      ...{ reactions, typing, activity, rooms, privacy },
      ...(contacts && { contacts }),
      messages: { ...messages, gap$, ...rest.messages, history: sessionHistory },
      systemMessages: { ...systemMessages, ...rest.systemMessages },
      dialogs: { ...rest.dialogs, ...notices },
    },
    ...{ read, isHeard, entered },
    background$: merge(background$, occupancy$, clientState$, refused$, catchUp.background$, contacts$),
  }
}
