import { Component } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import type { ConnectionState } from 'connectycube-rx'
import { combineLatest, distinctUntilChanged, map, of, switchMap, timer, type Observable } from 'rxjs'
import { injectChat } from 'connectycube-rx/angular'

interface Banner {
  readonly text: string
  /** Seconds until the next try. */
  readonly countdown: number | null
  readonly canRetry: boolean
}

const plannedAt = (state: ConnectionState): number | null =>
  state.type === 'reconnecting' || state.type === 'closed' ? (state.nextAttemptAt ?? null) : null

/** ms that a handshake may take before there is a word about it: what appears moves what is below. */
const patience = 1000

/** When there is something to say. */
const ticks = (state: ConnectionState): Observable<unknown> => {
  if (['connecting', 'authenticated', 'forceClosed'].includes(state.type)) return timer(patience)
  return plannedAt(state) === null ? of(null) : timer(0, 500)
}

const offline: Banner = {
  text: 'Waiting for the network. What you write is kept and sent then.',
  countdown: null,
  canRetry: false,
}

const bannerOf = (state: ConnectionState, online: boolean, now: number): Banner | null => {
  const at = plannedAt(state)
  const countdown = at === null ? null : Math.max(0, Math.ceil((at - now) / 1000))
  switch (state.type) {
    case 'ready':
    case 'resumed':
    case 'idle':
      // The browser knows before the link does.
      return online ? null : offline
    case 'reconnecting':
      return state.waitingFor === 'network'
        ? offline
        : { text: `Connection lost. Try ${String(state.attempt)} follows`, countdown, canRetry: true }
    case 'closed':
      return { text: 'Not connected.', countdown, canRetry: state.reason === 'attempts-used-up' }
    case 'authenticationFailure':
      return { text: `The server refused to let you in: ${state.reason}. Sign in again.`, countdown, canRetry: false }
    default:
      return { text: 'Connecting…', countdown, canRetry: false }
  }
}

@Component({
  selector: 'app-connection-banner',
  template: `
    <div role="status" aria-label="Connection">
      @if (banner(); as it) {
        <div class="banner">
          <span class="pulse" aria-hidden="true"></span>
          <span>
            {{ it.text }}
            @if (it.countdown !== null) {
              <span aria-live="off">{{ it.countdown === 0 ? 'now' : 'in ' + it.countdown + ' s' }}</span>
            }
          </span>
          @if (it.canRetry) {
            <button type="button" class="link" (click)="connection.retryNow()">Try now</button>
          }
        </div>
      }
    </div>
  `,
  styles: `
    .banner {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 10px;
      padding: 8px 16px;
      background: var(--warn-tint);
      color: var(--warn);
      font-size: 14px;
      font-variant-numeric: tabular-nums;
    }
    .pulse {
      width: 8px;
      height: 8px;
      border-radius: 50%;
      background: currentcolor;
      animation: pulse 0.9s infinite alternate;
    }
    @keyframes pulse {
      from {
        opacity: 0.25;
      }
    }
  `,
})
export class ConnectionBanner {
  protected readonly connection = injectChat().connection
  protected readonly banner = toSignal(
    combineLatest([this.connection.state$, this.connection.online$]).pipe(
      switchMap(([state, online]) => ticks(state).pipe(map(() => bannerOf(state, online, Date.now())))),
      distinctUntilChanged((a, b) => a?.text === b?.text && a?.countdown === b?.countdown),
    ),
    { initialValue: null },
  )
}
