import { Component, inject } from '@angular/core'
import { ChatPage } from './chat-page'
import { Account } from './glue/account'
import { SignIn } from './sign-in'
import { Toasts } from './toasts'

@Component({
  selector: 'app-root',
  imports: [ChatPage, SignIn, Toasts],
  template: `
    @if (account.userId() !== null) {
      <app-chat-page />
    } @else {
      <app-sign-in />
    }
    <app-toasts />
  `,
})
export class App {
  protected readonly account = inject(Account)
}
