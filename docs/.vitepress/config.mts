import { defineConfig } from 'vitepress'
import { checkLinks } from '../../scripts/docs/check-links.js'
import { linksOutside } from '../../scripts/docs/links-outside.js'
import { sidebar } from '../../scripts/docs/sidebar.js'

export default defineConfig({
  title: 'connectycube-rx',
  description: 'RxJS-first chat SDK for ConnectyCube',
  cacheDir: '.cache/vitepress',
  cleanUrls: true,
  buildEnd: ({ outDir }) => checkLinks(outDir),
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config: (markdown) => {
      markdown.use(linksOutside)
    },
  },
  themeConfig: {
    nav: [
      { text: 'Semantics', link: '/semantics' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebar('docs'),
    outline: [2, 3],
    search: { provider: 'local' },
  },
})
