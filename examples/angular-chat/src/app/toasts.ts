import { Component, inject } from '@angular/core'
import { Commands } from './glue/commands'
import { Icon } from './shared/icon'

/** What failed, until it is dismissed. */
@Component({
  selector: 'app-toasts',
  imports: [Icon],
  template: `
    <div class="toasts" role="alert">
      @for (problem of commands.problems(); track problem.id) {
        <div class="toast">
          <app-icon name="warning" />
          <span>{{ problem.text }}</span>
          <button type="button" class="icon-button" aria-label="Dismiss" (click)="commands.dismiss(problem)">
            <app-icon name="close" />
          </button>
        </div>
      }
    </div>
  `,
  styles: `
    .toasts {
      position: fixed;
      z-index: 10;
      right: 20px;
      bottom: 88px;
      left: 20px;
      display: grid;
      gap: 8px;
      justify-items: end;
      pointer-events: none;
    }
    .toast {
      display: flex;
      align-items: center;
      gap: 10px;
      max-width: 420px;
      padding: 8px 8px 8px 14px;
      border: 1px solid color-mix(in srgb, var(--bad) 40%, var(--line));
      border-radius: 14px;
      background: var(--panel);
      box-shadow: var(--shadow);
      pointer-events: auto;
    }
    .toast > app-icon {
      color: var(--bad);
    }
  `,
})
export class Toasts {
  protected readonly commands = inject(Commands)
}
