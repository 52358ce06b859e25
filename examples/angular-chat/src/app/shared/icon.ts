import { Component, computed, input } from '@angular/core'

/** Outlines on a grid of 24. */
const paths = {
  back: 'M15 5l-7 7 7 7',
  block: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.6 5.6l12.8 12.8',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2 12.5L6.5 17 16 7.5M11.5 16l1 1L22 7.5',
  clip: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.9-7.9',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.5l6 6 6-6',
  edit: 'M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19z',
  file: 'M6 3.5h8l4.5 4.5v12.5h-12.5zM13.5 3.5V8.5h5',
  more: 'M5.5 12h1M11.5 12h1M17.5 12h1',
  plus: 'M12 5v14M5 12h14',
  reply: 'M9 6l-5 5 5 5M4 11h9a7 7 0 0 1 7 7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L20 20',
  send: 'M4.5 12L20 4.5 15 20l-3.5-6.5zM11.5 13.5L20 4.5',
  'sign-out': 'M10 4H5v16h5M15 8l4 4-4 4M9 12h10',
  smile: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M8.5 14a4 4 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13',
  warning: 'M12 4L21 19.5H3zM12 10v4.5M12 17h.01',
} as const

export type IconName = keyof typeof paths

/** A picture beside words or in a button that has a name of its own. */
@Component({
  selector: 'app-icon',
  template: `<svg viewBox="0 0 24 24" aria-hidden="true"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-grid;
      flex: none;
    }
    svg {
      width: 1.25em;
      height: 1.25em;
      fill: none;
      stroke: currentcolor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>()
  protected readonly path = computed(() => paths[this.name()])
}
