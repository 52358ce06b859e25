import { join } from 'node:path'
import { installFixture } from './installed-fixture.js'
import { serveFolder, type ServedFolder } from './serve-folder.js'

export const builds = ['zoneless', 'zone'] as const
export type Build = (typeof builds)[number]

export interface AngularApp {
  /** Builds for production; gives everything the CLI had to say. */
  readonly build: (build: Build) => string
  /** Renders the app once, as a server would; gives the page, the ms it took, and the ms until the process was gone. */
  readonly render: (build: Build) => { readonly html: string; readonly ms: number; readonly untilExit: number }
  /** Serves the app to browsers. */
  readonly serve: (build: Build) => Promise<ServedFolder>
  readonly remove: () => void
}

const rendering = `
  const [, server] = process.argv
  const { reqHandler } = await import(server)
  const from = performance.now()
  const html = await (await reqHandler(new Request('http://localhost/'))).text()
  process.stdout.write(JSON.stringify({ html, ms: performance.now() - from }))`

/** The app of `spec/package/angular-app`, as a user of the packed package has it. */
export const installAngularApp = (): AngularApp => {
  const { folder, run, remove } = installFixture('angular-app')
  return {
    build: (build) => run('node', 'node_modules/@angular/cli/bin/ng.js', 'build', '--configuration', build),
    render: (build) => {
      const from = performance.now()
      const server = join(folder, 'dist', build, 'server/server.mjs')
      const printed = run('node', '--input-type=module', '--eval', rendering, server)
      return { ...(JSON.parse(printed) as { html: string; ms: number }), untilExit: performance.now() - from }
    },
    serve: (build) => serveFolder(join(folder, 'dist', build, 'browser'), 'index.csr.html'),
    remove,
  }
}
