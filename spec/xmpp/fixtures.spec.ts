import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Outbound } from '../../lib/model/stanza.js'
import { createXmppCodec } from '../../lib/xmpp/codec.js'

const fixtures = 'spec/fixtures/xmpp'
const codec = createXmppCodec()

/** The fixtures of `outbound` and `both` are written as our own elements; the expected frame tells when one is not. */
const isOutbound = (value: unknown): value is Outbound => typeof value === 'object' && value !== null && 'kind' in value

const names = (folder: string): string[] =>
  readdirSync(`${fixtures}/${folder}`)
    .filter((file) => file.endsWith('.xml'))
    .map((file) => `${folder}/${file.replace('.xml', '')}`)
const frameOf = (name: string): string => readFileSync(`${fixtures}/${name}.xml`, 'utf8').replace(/\n$/, '')
const elementOf = (name: string): unknown => JSON.parse(readFileSync(`${fixtures}/${name}.json`, 'utf8'))

const decodable = [...names('both'), ...names('inbound')]
const encodable = [...names('both'), ...names('outbound')]

describe('XMPP fixtures', () => {
  it.each(decodable)('decode %s', (name) => {
    expect(codec.decode(frameOf(name))).toEqual(elementOf(name))
  })

  it.each(encodable)('encode %s', (name) => {
    const element = elementOf(name)
    if (!isOutbound(element)) throw new Error(`${name}.json is no element`)
    expect(codec.encode(element)).toBe(frameOf(name))
  })

  it('are all walked', () => {
    const files = readdirSync(fixtures, { recursive: true }).map(String)
    expect(files.filter((file) => /\.(xml|json)$/.test(file))).toHaveLength(
      2 * new Set([...decodable, ...encodable]).size,
    )
    expect(decodable.length).toBeGreaterThan(25)
  })

  it('are decoded to plain data', () => {
    for (const name of decodable) {
      const element = codec.decode(frameOf(name))
      expect(structuredClone(element)).toEqual(element)
    }
  })
})
