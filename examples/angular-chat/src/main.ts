import { ErrorHandler, type EnvironmentProviders, type Provider } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { App } from './app/app'
import { provideChat } from 'connectycube-rx/angular'
import { loadConfig } from './app/glue/load-config'

const start = async (): Promise<void> => {
  const providers: (Provider | EnvironmentProviders)[] = [provideChat(await loadConfig())]
  const app = await bootstrapApplication(App, { providers })
  addEventListener('unhandledrejection', ({ reason }) => app.injector.get(ErrorHandler).handleError(reason))
}

start().catch((error: unknown) => {
  document.body.textContent = `The app could not start: ${String(error)}`
})
