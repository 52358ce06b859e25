import { provideBrowserGlobalErrorListeners } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { provideChat } from 'connectycube-rx/angular'
import { App } from './app/app'
import { loadConfig } from './app/glue/load-config'

const start = async (): Promise<void> => {
  const config = await loadConfig()
  await bootstrapApplication(App, { providers: [provideBrowserGlobalErrorListeners(), provideChat(config)] })
}

start().catch((error: unknown) => {
  document.body.textContent = `The app could not start: ${String(error)}`
})
