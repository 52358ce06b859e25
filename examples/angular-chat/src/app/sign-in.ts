import { Component, inject, signal } from '@angular/core'
import { Account } from './glue/account'

@Component({
  selector: 'app-sign-in',
  template: `
    <main>
      <form (submit)="$event.preventDefault(); account.signIn(login(), password())">
        <img src="favicon.svg" alt="" width="56" height="56" />
        <h1>Sign in</h1>
        <p>To a chat that keeps every message, whatever the network does.</p>
        <label for="login">Login</label>
        <input
          id="login"
          autocomplete="username"
          autocapitalize="none"
          required
          autofocus
          [value]="login()"
          (input)="login.set(field.value)"
          #field
        />
        <label for="password">Password</label>
        <input
          id="password"
          type="password"
          autocomplete="current-password"
          required
          [value]="password()"
          (input)="password.set(secret.value)"
          #secret
        />
        <button class="primary" [disabled]="account.busy()">{{ account.busy() ? 'Signing in…' : 'Sign in' }}</button>
      </form>
    </main>
  `,
  styles: `
    main {
      display: grid;
      height: 100%;
      padding: 24px;
      overflow: auto;
      background: radial-gradient(90% 70% at 50% 0%, color-mix(in srgb, var(--accent) 16%, transparent), transparent);
    }
    form {
      display: grid;
      width: min(100%, 380px);
      margin: auto;
      padding: 36px 32px;
      border: 1px solid var(--line);
      border-radius: 24px;
      background: var(--panel);
      box-shadow: var(--shadow);
    }
    h1 {
      margin-top: 18px;
      font-size: 26px;
      letter-spacing: -0.02em;
    }
    p {
      margin: 4px 0 8px;
      color: var(--soft);
    }
    label {
      margin: 14px 0 6px;
      font-size: 13px;
      font-weight: 600;
    }
    button {
      margin-top: 24px;
      padding-block: 12px;
    }
  `,
})
export class SignIn {
  protected readonly account = inject(Account)
  protected readonly login = signal('')
  protected readonly password = signal('')
}
