import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { buildSync } from 'esbuild'
import type { Page } from 'playwright-core'
import { describeWithChromium } from './support/describe-with-chromium.js'

const bundle = (): string =>
  buildSync({
    stdin: {
      contents: `
        import { lastValueFrom } from 'rxjs'
        import { indexedDbStore } from './lib/platform/indexed-db-store.ts'
        const store = indexedDbStore('spec')
        export const read = (prefix) => lastValueFrom(store.read(prefix))
        export const write = (changes) => lastValueFrom(store.write(changes))
        export const fails = (changes) => write(changes).then(() => 'kept', ({ name }) => name)
        export const remove = () => new Promise((resolve) => {
          const request = indexedDB.deleteDatabase('spec')
          request.onsuccess = () => resolve('removed')
          request.onblocked = () => resolve('blocked')
        })`,
      resolveDir: process.cwd(),
    },
    ...{ bundle: true, write: false, format: 'iife', globalName: 'kept', target: 'es2022' },
  }).outputFiles[0]?.text ?? ''

describeWithChromium('the store of a browser', (browser) => {
  let page: Page

  beforeEach(async () => {
    page = await browser().newPage()
    // An origin of its own, as a page without one has no database.
    await page.route('http://store.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>' }))
    await page.goto('http://store.test/')
    await page.addScriptTag({ content: bundle() })
  })
  afterEach(() => page.close())

  it('keeps what is written, removes what is undefined, and reads by prefix in the order of keys', async () => {
    await page.evaluate(
      `kept.write([{ key: 'b/2', value: { n: 2 } }, { key: 'b/1', value: 1 }, { key: 'c', value: 3 }])`,
    )
    await page.evaluate(`kept.write([{ key: 'b/3', value: null }, { key: 'c', value: undefined }])`)
    expect(await page.evaluate(`kept.read('b/')`)).toEqual([
      { key: 'b/1', value: 1 },
      { key: 'b/2', value: { n: 2 } },
      { key: 'b/3', value: null },
    ])
    expect(await page.evaluate(`kept.read('c')`)).toEqual([])
  })

  it('says that it failed, and works on', async () => {
    expect(await page.evaluate(`kept.fails([{ key: 'a', value: () => undefined }])`)).toBe('DataCloneError')
    expect(await page.evaluate(`kept.fails([{ key: 'a', value: 1 }])`)).toBe('kept')
  })

  it('gives way to another tab at once, and opens anew', async () => {
    await page.evaluate(`kept.write([{ key: 'a', value: 1 }])`)
    expect(await page.evaluate(`kept.remove()`)).toBe('removed')
    expect(await page.evaluate(`kept.read('a')`)).toEqual([])
  })
})
