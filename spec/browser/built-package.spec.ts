import { expect, it } from '@jest/globals'
import { buildSync } from 'esbuild'
import { existsSync } from 'node:fs'
import { describeWithChromium } from './support/describe-with-chromium.js'

describeWithChromium('the built package', (browser) => {
  it('loads in a browser without an error, and does nothing by that', async () => {
    expect(existsSync('dist/index.mjs')).toBe(true)
    const { outputFiles } = buildSync({
      stdin: { contents: `export * from './dist/index.mjs'`, resolveDir: process.cwd() },
      ...{ bundle: true, write: false, format: 'iife', globalName: 'sdk', target: 'es2022' },
    })
    const page = await browser().newPage()
    const errors: unknown[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => errors.push(message.text()))
    const before = await page.evaluate('Object.getOwnPropertyNames(globalThis).length')
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
    expect(await page.evaluate('typeof sdk.createChat')).toBe('function')
    expect(await page.evaluate('Object.getOwnPropertyNames(globalThis).length')).toBe(Number(before) + 1)
    expect(errors).toEqual([])
    await page.close()
  }, 30_000)
})
