import type { BrowserContext, Locator, Page } from 'playwright-core'

/** Somebody before the chat app, who sees and does what people see and do. */
export interface ChatPerson {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser complained of. */
  readonly complaints: readonly string[]
  readonly say: (text: string) => Promise<void>
  readonly open: (name: string) => Promise<void>
  readonly bubble: (text: string) => Locator
  /** Waits until a message of one's own is that far. */
  readonly status: (text: string, status: string) => Promise<void>
  /** Chooses from the menu of a message. */
  readonly choose: (text: string, item: string) => Promise<void>
  readonly banner: Locator
  /** The messages as they stand on the screen: the text, the pictures and the reactions of each. */
  readonly list: () => Promise<readonly string[]>
}

/** Opens the app and signs in. */
export const chatPerson = async (
  context: BrowserContext,
  url: string,
  { login, password }: { readonly login: string; readonly password: string },
): Promise<ChatPerson> => {
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Chats' }).waitFor()

  const messages = page.getByRole('list', { name: 'Messages' })
  const writing = page.getByRole('textbox', { name: /^Message / })
  const bubble = (text: string): Locator => messages.getByRole('listitem').filter({ hasText: text })
  return {
    ...{ page, context, complaints, bubble },
    say: async (text) => {
      await writing.fill(text)
      await writing.press('Enter')
    },
    open: async (name) => {
      const row = page
        .getByRole('navigation', { name: 'Chats' })
        .getByRole('button', { name: new RegExp(`^${name}\\b`) })
      await row.click()
      await writing.waitFor()
    },
    status: (text, status) => bubble(text).getByRole('img', { name: status, exact: true }).waitFor(),
    choose: async (text, item) => {
      await bubble(text).hover()
      await bubble(text).getByRole('button', { name: 'Message actions' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    },
    banner: page.getByRole('status', { name: 'Connection' }),
    list: () =>
      messages.getByRole('listitem').evaluateAll((rows) =>
        rows.flatMap((row) => {
          const all = (selector: string): string =>
            [...row.querySelectorAll(selector)]
              .map((part) => part.getAttribute('aria-label') ?? part.textContent)
              .join()
          return row.querySelector('article') === null
            ? []
            : [[all('.body'), all('a[aria-label^="Open"]'), all('.reactions button')].join(' | ')]
        }),
      ),
  }
}
