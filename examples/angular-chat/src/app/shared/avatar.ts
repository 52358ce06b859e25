import { Component, computed, input } from '@angular/core'

/** The first letters of a name on a colour of its own. */
@Component({
  selector: 'app-avatar',
  template: `{{ initials() }}`,
  host: { 'aria-hidden': 'true', '[style.--hue]': 'hue()', '[class.online]': 'online()' },
  styles: `
    :host {
      position: relative;
      display: grid;
      flex: none;
      place-items: center;
      width: var(--avatar, 44px);
      height: var(--avatar, 44px);
      border-radius: 32%;
      background: linear-gradient(150deg, oklch(0.66 0.13 var(--hue)), oklch(0.52 0.14 calc(var(--hue) + 24)));
      color: #fff;
      font-size: calc(var(--avatar, 44px) * 0.38);
      font-weight: 650;
      letter-spacing: 0.01em;
    }
    :host(.online)::after {
      position: absolute;
      right: -3px;
      bottom: -3px;
      width: 9px;
      height: 9px;
      border: 2.5px solid var(--panel);
      border-radius: 50%;
      background: var(--good);
      content: '';
    }
  `,
})
export class Avatar {
  readonly name = input.required<string | null>()
  readonly online = input(false)
  protected readonly initials = computed(() =>
    (this.name() ?? '?')
      .split(/\s+/)
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join(''),
  )
  protected readonly hue = computed(
    () => [...(this.name() ?? '')].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 360,
  )
}
