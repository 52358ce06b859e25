import { defineConfig } from 'vitepress'
import { checkLinks } from '../../scripts/docs/check-links.js'
import { inlineDrawings } from '../../scripts/docs/inline-drawings.js'
import { linksOutside } from '../../scripts/docs/links-outside.js'
import { sidebar } from '../../scripts/docs/sidebar.js'
import { slug } from '../../scripts/docs/slug.js'

export default defineConfig({
  title: 'connectycube-rx',
  description: 'RxJS-first chat SDK for ConnectyCube',
  lang: 'en-GB',
  head: [['link', { rel: 'icon', href: 'data:,' }]], // none, rather than one that is missing
  cacheDir: '.cache/vitepress',
  cleanUrls: true,
  metaChunk: true,
  buildEnd: ({ outDir }) => checkLinks(outDir),
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config: (markdown) => {
      markdown.use(linksOutside).use(inlineDrawings)
    },
  },
  vite: { build: { chunkSizeWarningLimit: 2000 } }, // the index of the search
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Guides', link: '/guides/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebar('docs'),
    outline: [2, 3],
    search: { provider: 'local' },
  },
})
