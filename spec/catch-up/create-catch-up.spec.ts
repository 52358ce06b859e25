import { describe, expect, it } from '@jest/globals'
import { EMPTY, of, Subject, Subscription, throwError, timer, map, mergeMap, type Observable } from 'rxjs'
import type { CatchUpSource } from '../../lib/catch-up/catch-up-source.js'
import { advanced, inSentOrder, type OpenGap } from '../../lib/catch-up/gap.js'
import { createCatchUp, type CatchUpDeps } from '../../lib/catch-up/create-catch-up.js'
import type { Arrival } from '../../lib/catch-up/arrange.js'
import type { ConnectionEvent } from '../../lib/connection/connection-event.js'
import { ChatError } from '../../lib/errors/chat-error.js'
import { dialogKey, type DialogRef } from '../../lib/model/dialog-ref.js'
import type { Message } from '../../lib/model/message.js'
import { createStoreAccess, memoryStore } from '../../lib/platform/key-value-store.js'
import { inOrder } from '../support/delivery.js'
import { inVirtualTime, type VirtualTime } from '../stream/virtual-time.js'

const group = (number: number): DialogRef => ({ type: 'group', dialogId: String(number).padStart(24, '0') })
const message = (number: number, dialog = group(1), sentAt = number * 1000): Message => ({
  ...{ id: String(number).padStart(24, '0'), dialog, senderId: 56, direction: 'incoming', body: String(number) },
  ...{ sentAt, markable: true, attachments: [], params: {} },
})

interface World extends VirtualTime {
  /** The requests made, in words. */
  readonly asked: string[]
  readonly received: string[]
  readonly gaps: string[]
  readonly states: string[]
  readonly live: (message: Message) => void
  /** What was said in a dialog since `ms` is asked for while the link lives. */
  readonly miss: (dialog: DialogRef, ms: number) => void
  /** A link comes up: the next attempt of a user who is ready for ever after, until `down`. */
  readonly up: (resumed?: boolean, contiguous?: boolean) => void
  readonly down: () => void
}

interface Server {
  changed: readonly DialogRef[]
  messages: (dialog: DialogRef) => readonly Message[]
  /** ms of an answer */
  latency: number
  error: (what: string) => Error | undefined
}

/** Pages of 100 as REST gives them. */
const page = <T>(items: readonly T[], skip: number) => ({
  items: items.slice(skip, skip + 100),
  hasMore: items.length > skip + 100,
})

type Listed<T> = Observable<{ readonly items: readonly T[]; readonly hasMore: boolean }>

/** As REST's: which dialogs changed, then what each lacks. */
const sourceOf = (
  changed: (gap: OpenGap) => Listed<DialogRef>,
  missed: (dialog: DialogRef, gap: OpenGap) => Listed<Message>,
): CatchUpSource<Message> => ({
  isLimited: true,
  apart: () => [],
  read: (gap) =>
    gap.dialog === null
      ? changed(gap).pipe(
          map(({ items: dialogs, hasMore }) => ({
            ...{ dialogs, messages: [], hasMore },
            left: { ...gap, skip: gap.skip + dialogs.length },
          })),
        )
      : missed(gap.dialog, gap).pipe(
          map(({ items, hasMore }) => ({
            ...{ dialogs: [], messages: inSentOrder(items), hasMore },
            left: advanced(gap, items),
          })),
        ),
})

/** A catch-up of user 21 in virtual time against a history played by hand. */
const withCatchUp = (
  script: (world: World, server: Server, deps: CatchUpDeps<Message>) => void,
  over: Partial<CatchUpDeps<Message>> = {},
): void => {
  inVirtualTime((time) => {
    const server: Server = { changed: [], messages: () => [], latency: 1, error: () => undefined }
    const [asked, received, gaps, states]: [string[], string[], string[], string[]] = [[], [], [], []]
    const answer = <T>(what: string, value: () => T): Observable<T> => {
      asked.push(what)
      const error = server.error(what)
      return error === undefined ? timer(server.latency, time.scheduler).pipe(map(value)) : throwError(() => error)
    }
    const source = sourceOf(
      ({ skip }) => answer('list', () => page(server.changed, skip)),
      (dialog, { after = 0, skip }) =>
        answer(dialogKey(dialog), () =>
          page(
            server.messages(dialog).filter(({ sentAt }) => sentAt >= after),
            skip,
          ),
        ),
    )
    const event$ = new Subject<ConnectionEvent>()
    const deps: CatchUpDeps<Message> = {
      source: () => source,
      event$,
      userId: () => 21,
      wanted: () => true,
      roundTrip: () => timer(1, time.scheduler),
      store: createStoreAccess(memoryStore(), time.scheduler, () => undefined),
      scopeOf: String,
      now: () => 1_700_000_000_000 + time.scheduler.now(),
      scheduler: time.scheduler,
      ...over,
    }
    const catchUp = createCatchUp(deps)
    const background = catchUp.background$.subscribe()
    const arrival$ = new Subject<Arrival<Message>>()
    arrival$.pipe(catchUp.arrange).subscribe(({ body }) => received.push(body ?? ''))
    catchUp.gap$.subscribe(({ dialog, open }) =>
      gaps.push(`${dialog === null ? 'somewhere' : dialogKey(dialog)} ${open ? 'open' : 'closed'}`),
    )
    let reviving = EMPTY.subscribe()
    const missing = new Subscription()
    script(
      {
        ...time,
        ...{ asked, received, gaps, states },
        live: (value) => {
          event$.next({ type: 'stanza', stanza: { kind: 'message' } })
          arrival$.next({ key: dialogKey(value.dialog), value })
        },
        miss: (dialog, ms) => {
          missing.add(catchUp.missed({ dialog, since: deps.now() - time.scheduler.now() + ms }).subscribe())
        },
        up: (resumed = false, contiguous = resumed) => {
          const link = {
            jid: 'a@b/c',
            resumed,
            contiguous,
            write: () => undefined,
            probe: () => undefined,
            setClientState: () => undefined,
            close: () => undefined,
          }
          event$.next({ type: 'up', link, userId: 21 })
          reviving = catchUp.revive(link).subscribe((continuity) => {
            states.push(`${continuity} at ${String(time.scheduler.now())}`)
            event$.next({ type: 'state', state: { type: 'ready', userId: 21, continuity } })
          })
        },
        down: () => {
          reviving.unsubscribe()
          event$.next({ type: 'down', byServer: false })
        },
      },
      server,
      deps,
    )
    time.at(500_000, () => {
      reviving.unsubscribe()
      missing.unsubscribe()
      background.unsubscribe()
      catchUp.destroy()
      expect(time.timers()).toBe(0)
    })
  })
}

const unavailable = new ChatError(
  'http',
  'no',
  { status: 503, method: 'GET', path: '/', messages: [], fields: {} },
  { retryable: true },
)

describe('catch-up', () => {
  it('fetches nothing at first, and nothing after a resumption', () => {
    withCatchUp(({ up, down, at, asked, states }) => {
      up()
      at(100, () => {
        down()
        up(true)
      })
      at(200, () => {
        expect([asked, states]).toEqual([[], ['first at 1', 'resumed at 100']])
      })
    })
  })

  it('asks what changed, then what was said, and puts it ahead of what is live', () => {
    withCatchUp(({ up, down, at, live, asked, received, states }, server) => {
      up()
      at(100, () => {
        down()
        server.changed = [group(1)]
        server.messages = () => [message(2), message(1)]
        up()
        live(message(3))
        live(message(9, group(2)))
      })
      at(200, () => {
        expect(asked).toEqual(['list', dialogKey(group(1))])
        expect(received).toEqual(['9', '1', '2', '3'])
        expect(states.at(-1)).toBe('filled at 103')
      })
    })
  })

  it('asks for history when what is said from then on comes live, not before', () => {
    const roundTrip = () => timer(50)
    withCatchUp(
      ({ up, down, at, asked, received, states }, server) => {
        up()
        at(100, () => {
          down()
          server.changed = [group(1)]
          server.messages = () => [message(1)]
          up()
        })
        at(140, () => {
          // Said before the server knew that we are there: nobody brings it but history.
          server.messages = () => [message(1), message(2)]
          expect(asked).toEqual([])
        })
        at(200, () => {
          expect(received).toEqual(['1', '2'])
          expect(states.at(-1)).toBe('filled at 152')
        })
      },
      { roundTrip },
    )
  })

  it('lets nothing live pass before it is known which dialogs lack something', () => {
    withCatchUp(({ up, down, at, live, received }, server) => {
      up()
      at(100, () => {
        down()
        server.changed = [group(1)]
        server.messages = () => [message(1)]
        server.latency = 50
        up()
      })
      at(120, () => {
        live(message(2))
        live(message(3, group(2)))
        expect(received).toEqual([])
      })
      at(300, () => {
        expect(received).toEqual(['3', '1', '2'])
      })
    })
  })

  it('catches up after a resumption that cannot be trusted, too', () => {
    withCatchUp(({ up, down, at, asked }) => {
      up()
      at(100, () => {
        down()
        up(true, false)
      })
      at(200, () => {
        expect(asked).toEqual(['list'])
      })
    })
  })

  it('goes on where a catch-up was cut, also when the next link is resumed, and holds what is live until then', () => {
    withCatchUp(({ up, down, at, live, asked, received, states }, server) => {
      up()
      at(100, () => {
        down()
        server.changed = [group(1)]
        server.messages = () => [message(1)]
        server.latency = 50
        up()
      })
      at(160, () => {
        live(message(2))
        down()
      })
      at(200, () => {
        expect(received).toEqual([])
        up(true)
      })
      at(400, () => {
        expect(asked).toEqual(['list', dialogKey(group(1)), 'list', dialogKey(group(1))])
        expect(received).toEqual(['1', '2'])
        expect(states.at(-1)).toBe('filled at 300')
      })
    })
  })

  it('lets go of what is held when nothing comes of it within 10 s', () => {
    withCatchUp(({ up, down, at, live, received }, server) => {
      up()
      at(100, () => {
        down()
        server.changed = [group(1)]
        server.latency = 50
        up()
      })
      at(160, () => {
        live(message(2))
        down()
      })
      at(10_140, () => {
        expect(received).toEqual([])
      })
      at(10_160, () => {
        expect(received).toEqual(['2'])
      })
    })
  })

  it('is ready within 10 s when the history is silent, and tells that something is missing', () => {
    withCatchUp(({ up, down, at, states, gaps }, server) => {
      up()
      at(100, () => {
        down()
        server.latency = 60_000
        up()
      })
      at(20_000, () => {
        expect([states.at(-1), gaps]).toEqual(['gap at 10101', ['somewhere open']])
      })
    })
  })

  it('reads 10,000 missed messages page by page, each once, in order', () => {
    withCatchUp(({ up, down, at, received, gaps, asked }, server) => {
      up()
      at(100, () => {
        down()
        server.changed = [group(1)]
        // Three a second: a page may end within one.
        const all = inOrder(10_000).map((number) => message(number, group(1), Math.floor(number / 3) * 1000))
        server.messages = () => all
        up()
      })
      at(300_000, () => {
        expect([...new Set(received)]).toEqual(inOrder(10_000).map(String))
        expect(gaps).toEqual([`${dialogKey(group(1))} open`, `${dialogKey(group(1))} closed`])
        expect(asked.length).toBeLessThan(110)
      })
    })
  })

  it('asks at most 60 times when a user of 500 dialogs loses 20 sessions in 60 s, and has it all in the end', () => {
    withCatchUp(({ up, down, at, asked, received, gaps }, server) => {
      const dialogs = inOrder(500).map(group)
      up()
      at(100, () => {
        server.changed = dialogs
        server.messages = (dialog) => [message(Number(dialog.dialogId), dialog, 1000)]
      })
      for (const flap of inOrder(20))
        at(1000 + flap * 3000, () => {
          down()
          up()
        })
      at(60_999, () => {
        expect(asked.length).toBeLessThanOrEqual(60)
      })
      at(490_000, () => {
        server.changed = []
        expect(received.length).toBeGreaterThan(400)
        expect(new Set(received).size).toBe(received.length)
        expect(gaps.length).toBeGreaterThan(0)
      })
    })
  })

  it('fills two dialogs at every one of ten links two seconds apart', () => {
    withCatchUp(({ up, down, at, states }, server) => {
      up()
      server.changed = [group(1), group(2)]
      for (const flap of inOrder(10))
        at(1000 + flap * 2000, () => {
          down()
          up()
        })
      at(30_000, () => {
        expect(states.filter((state) => state.startsWith('filled'))).toHaveLength(10)
      })
    })
  })

  it('asks every dialog that lies apart, as many as there are where nothing limits it', () => {
    const asked: string[] = []
    const apart = inOrder(20).map(group)
    const source: CatchUpSource<Message> = {
      isLimited: false,
      apart: () => apart,
      read: (gap) => {
        asked.push(gap.dialog === null ? 'all' : dialogKey(gap.dialog))
        return of({ dialogs: [], messages: [], left: gap, hasMore: false })
      },
    }
    withCatchUp(
      ({ up, down, at, states }) => {
        up()
        at(100, () => {
          down()
          up()
        })
        at(1000, () => {
          expect(asked).toEqual(['all', ...apart.map(dialogKey)])
          expect(states.at(-1)).toMatch(/^filled/)
        })
      },
      { source: () => source },
    )
  })

  it('asks each once where nothing limits it and the answer is to wait', () => {
    const asked: string[] = []
    const source: CatchUpSource<Message> = {
      isLimited: false,
      apart: () => [group(1), group(2)],
      read: ({ dialog }) =>
        timer(1).pipe(
          mergeMap(() => {
            asked.push(dialog === null ? 'all' : dialogKey(dialog))
            return throwError(() => unavailable)
          }),
        ),
    }
    withCatchUp(
      ({ up, down, at, states }) => {
        up()
        at(100, () => {
          down()
          up()
        })
        at(5000, () => {
          expect(asked).toEqual(['all', dialogKey(group(1)), dialogKey(group(2))])
          expect(states.at(-1)).toMatch(/^gap/)
        })
      },
      { source: () => source },
    )
  })

  it('gives up what can never be read, and says so', () => {
    const forbidden = new ChatError('http', 'no', { status: 403, method: 'GET', path: '/', messages: [], fields: {} })
    withCatchUp(({ up, down, at, states, gaps, asked, live, received }, server) => {
      up()
      at(100, () => {
        down()
        server.changed = [group(1)]
        server.error = (what) => (what === 'list' ? undefined : forbidden)
        up()
        live(message(3))
      })
      at(100_000, () => {
        expect(states.at(-1)).toMatch(/^gap/)
        expect([gaps, asked, received]).toEqual([[`${dialogKey(group(1))} open`], ['list', dialogKey(group(1))], ['3']])
      })
    })
  })

  it('fetches nothing for nobody', () => {
    withCatchUp(
      ({ up, down, at, asked, gaps, live, received }, server) => {
        up()
        at(100, () => {
          down()
          server.changed = [group(1)]
          up()
        })
        at(100_000, () => {
          live(message(1))
          expect([asked, gaps, received]).toEqual([['list'], [`${dialogKey(group(1))} open`], ['1']])
        })
      },
      { wanted: () => false },
    )
  })

  /** When the dialogs that changed were asked for at three links, 10 s apart, and since when. */
  const askedSince = (
    dialogs: readonly DialogRef[],
    answer: () => Observable<never>,
    wanted = true,
  ): readonly number[] => {
    const since: number[] = []
    const source = sourceOf((query) => {
      since.push(query.since - 1_700_000_000_000)
      return of({ items: dialogs, hasMore: false })
    }, answer)
    const script = ({ up, down, at }: World): void => {
      up()
      for (const ms of [10_000, 20_000])
        at(ms, () => {
          down()
          up()
        })
    }
    withCatchUp(script, { source: () => source, wanted: () => wanted })
    return since
  }
  it('begins again where a gap that is open began', () => {
    expect(askedSince([group(1)], () => throwError(() => unavailable))).toEqual([-4999, -4999])
  })

  it('does not come back to a gap that was told and that nobody wants filled', () => {
    const [first, second] = askedSince([group(1)], () => EMPTY, false)
    expect([first, second]).toEqual([-4999, 5001])
  })

  it('begins where everything was in, not where the last link began', () => {
    const since: number[] = []
    const source = sourceOf(
      (query) => {
        since.push(query.since - 1_700_000_000_000)
        return of({ items: [], hasMore: false })
      },
      () => EMPTY,
    )
    withCatchUp(
      ({ up, down, at, live }) => {
        up()
        at(20_000, () => {
          live(message(1))
        })
        at(30_000, () => {
          down()
        })
        at(40_000, () => {
          up()
        })
        at(50_000, () => {
          down()
        })
        at(60_000, () => {
          up()
        })
        at(60_010, () => {
          expect(since).toEqual([20_000 - 5000, 40_001 - 5000])
        })
      },
      { source: () => source },
    )
  })
})

describe('what a dialog lacks while the link lives', () => {
  it('is read for that dialog alone, and put ahead of what is live there', () => {
    withCatchUp(({ up, at, miss, live, asked, received, gaps, states }, server) => {
      up()
      at(20_000, () => {
        server.messages = () => [message(2), message(1)]
        miss(group(1), 15_000)
        live(message(3))
        live(message(9, group(2)))
      })
      at(21_000, () => {
        live(message(4))
        expect([asked, received]).toEqual([[dialogKey(group(1))], ['9', '1', '2', '3', '4']])
        expect([gaps, states]).toEqual([[], ['first at 1']])
      })
    })
  })

  it('is asked for since then', () => {
    const since: number[] = []
    const source = sourceOf(
      () => EMPTY,
      (_dialog, gap) => {
        since.push(gap.since - 1_700_000_000_000)
        return of({ items: [], hasMore: false })
      },
    )
    withCatchUp(
      ({ up, at, miss }) => {
        up()
        at(20_000, () => {
          miss(group(1), 15_000)
          expect(since).toEqual([15_000 - 5000])
        })
      },
      { source: () => source },
    )
  })

  it('is a gap that is told while it cannot be read, and filled later', () => {
    withCatchUp(({ up, at, miss, live, received, gaps }, server) => {
      up()
      server.messages = () => [message(1)]
      server.error = () => unavailable
      at(20_000, () => {
        miss(group(1), 15_000)
        live(message(2))
        expect([gaps, received]).toEqual([[`${dialogKey(group(1))} open`], []])
      })
      at(24_000, () => {
        server.error = () => undefined
      })
      at(25_010, () => {
        expect(gaps).toEqual([`${dialogKey(group(1))} open`, `${dialogKey(group(1))} closed`])
        expect(received).toEqual(['1', '2'])
      })
    })
  })

  it('is a gap after 10 s without an answer', () => {
    withCatchUp(({ up, at, miss, gaps }, server) => {
      up()
      server.latency = 100_000
      at(20_000, () => {
        miss(group(1), 15_000)
      })
      at(29_999, () => {
        expect(gaps).toEqual([])
      })
      at(30_001, () => {
        expect(gaps).toEqual([`${dialogKey(group(1))} open`])
      })
    })
  })

  it('is left to the next link when this one is lost', () => {
    withCatchUp(({ up, at, down, miss, received, gaps, states, asked }, server) => {
      up()
      server.messages = () => [message(1)]
      at(20_000, () => {
        miss(group(1), 15_000)
        down()
        server.changed = [group(1)]
        up()
      })
      at(21_000, () => {
        expect(asked).toEqual([dialogKey(group(1)), 'list', dialogKey(group(1))])
        expect([received, gaps, states.at(-1)]).toEqual([['1'], [], 'filled at 20003'])
      })
    })
  })

  it('is a gap where nobody listens', () => {
    withCatchUp(
      ({ up, at, miss, asked, gaps }) => {
        up()
        at(20_000, () => {
          miss(group(1), 15_000)
        })
        at(100_000, () => {
          expect([asked, gaps]).toEqual([[], [`${dialogKey(group(1))} open`]])
        })
      },
      { wanted: () => false },
    )
  })
})
