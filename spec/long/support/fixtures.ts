import { readdirSync, readFileSync } from 'node:fs'

/** The texts of all fixtures in a folder whose names end so. */
export const fixturesIn = (folder: string, ending: string): string[] =>
  readdirSync(`spec/fixtures/${folder}`)
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(`spec/fixtures/${folder}/${file}`, 'utf8').trim())

/** Every valid frame a server may send. */
export const frames = (): string[] => [...fixturesIn('xmpp/both', '.xml'), ...fixturesIn('xmpp/inbound', '.xml')]
