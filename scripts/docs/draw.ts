import { instance } from '@viz-js/viz'

export interface Edge {
  readonly from: string
  readonly to: string
  /** Of Graphviz, where they are not the usual ones. */
  readonly looks?: Readonly<Record<string, string>>
}

export interface Drawing {
  /** Read out by who does not see it. */
  readonly title: string
  readonly graph: Readonly<Record<string, string>>
  /** By name, the words in the box; of several lines where it has some. */
  readonly nodes: Readonly<Record<string, string>>
  readonly edges: readonly Edge[]
}

/** As the site's style colours it; elsewhere by the reader's own light. */
const colours =
  '<style>svg.drawing{color:#3c3c43}.drawing text{fill:currentColor}@media(prefers-color-scheme:dark){svg.drawing{color:#dfdfd6}}</style>'

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ')

const toDot = ({ graph, nodes, edges }: Drawing): string =>
  [
    'digraph {',
    `graph [${attributes({ bgcolor: 'transparent', fontname: 'sans-serif', ...graph })}]`,
    'node [shape=box style=rounded fontname="Helvetica" fontsize=13 margin="0.22,0.08"]',
    'edge [arrowsize=0.7]',
    ...Object.entries(nodes).map(([name, label]) => `${JSON.stringify(name)} [${attributes({ label })}]`),
    ...edges.map(
      ({ from, to, looks = {} }) => `${JSON.stringify(from)} -> ${JSON.stringify(to)} [${attributes(looks)}]`,
    ),
    '}',
  ].join('\n')

/** A drawing as SVG, laid out by Graphviz, in the one colour of the text around it. */
export const draw = async (drawing: Drawing): Promise<string> => {
  const viz = await instance()
  const svg = viz.renderString(toDot(drawing), { format: 'svg' })
  return svg
    .slice(svg.indexOf('<svg'))
    .replace('<svg ', '<svg class="drawing" role="img" ')
    .replace(/(<svg[^>]*>)/, `$1\n<title>${drawing.title}</title>\n${colours}`)
    .replace(/"(#000000|black)"/g, '"currentColor"')
    .replace(/<!--[^]*?-->\n/g, '')
}
