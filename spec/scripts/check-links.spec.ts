import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { checkLinks, deadLinks } from '../../scripts/docs/check-links.js'
import { slug } from '../../scripts/docs/slug.js'

let folder = ''
const write = (path: string, html: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), html)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'site-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

it('takes links to pages, headings and files, of the site and elsewhere', () => {
  write(
    'index.html',
    '<a href="/guides/">1</a><a href="./one#here">2</a><a href="#top" id="top">3</a><img src="/a.png">',
  )
  write('guides/index.html', '<a href="../one.html">1</a><a href="https://example.org/x">2</a><a href="/">3</a>')
  write('one.html', '<h2 id="here"></h2><a href="mailto:me@example.org">1</a>')
  write('a.png', '')
  expect(deadLinks(folder)).toEqual([])
})

it('finds links to pages, headings and files that are not there', () => {
  write('index.html', '<a href="/two">1</a><a href="/one#there">2</a><a href="#bottom">3</a><img src="/b.png">')
  write('one.html', '<a href="/two">again</a>')
  expect(deadLinks(folder)).toEqual([
    '/two on /one.html',
    '/one#there on /index.html',
    '/index.html#bottom on /index.html',
    '/b.png on /index.html',
  ])
  expect(() => {
    checkLinks(folder)
  }).toThrow('dead links:\n/two on /one.html')
})

it('addresses headings as GitHub does', () => {
  const headings = ['`dialogs.create`', 'From the official SDK', 'What `send` does: twice', 'snake_case – and dashes']
  expect(headings.map(slug)).toEqual([
    'dialogscreate',
    'from-the-official-sdk',
    'what-send-does-twice',
    'snake_case--and-dashes',
  ])
})
