/** The HTML that AWS sends: as plain text, and as HTML that is safe to show. */
import { compile, type FormatCallback } from 'html-to-text'
import sanitizeHtml from 'sanitize-html'

/** AWS's longest have a few thousand characters. Parsing takes time by the square of how deep tags are nested. */
const MAX_LENGTH = 100_000

const CELL_SPACING = '   '

/**
 * A cell of a table, in one line with the others of its row. Not html-to-text's `dataTable`: it leaves out all text between cells, pads each line to
 * the width of the widest, and takes any colspan and rowspan at its word, so that a small table can take minutes or gigabytes.
 */
const cell: FormatCallback = (element, walk, builder) => {
  const isFirst = !hasCellBefore(element)
  // The first cell begins the line: the line break of its row is lost with the first block in it.
  builder.openBlock({ leadingLineBreaks: isFirst ? 1 : 0 })
  walk(element.children, builder)
  const before = isFirst ? '' : CELL_SPACING
  builder.closeBlock({ trailingLineBreaks: 0, blockTransform: (text) => before + text })
}

/** What html-to-text's types do not say of its nodes. */
interface Node {
  type: string
  name?: string | undefined
  prev?: Node | null
}

function hasCellBefore({ prev }: Node): boolean {
  let node = prev
  while (node != null && node.type !== 'tag') node = node.prev
  return node?.name === 'td' || node?.name === 'th'
}

/** Elements that begin a new line, in addition to those that html-to-text knows. */
const lines = ['address', 'caption', 'dd', 'dl', 'dt', 'figcaption', 'figure', 'hgroup', 'tr']

const convert = compile({
  wordwrap: false,
  formatters: { cell },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    ...lines.map((selector) => ({
      selector,
      format: 'block',
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
  ],
  // it recurses
  limits: { maxDepth: 100 },
})

/** The text alone. */
export function toText(html: string): string {
  return convert(html.slice(0, MAX_LENGTH))
}

/** Without scripts, styles, forms and frames. A page that shows it keeps its own names: an element's id or name would hide properties of `document`. */
export function safeHtml(html: string): string {
  return sanitizeHtml(html.slice(0, MAX_LENGTH), {
    allowedAttributes: { a: ['href', 'target', 'rel'] },
    transformTags: {
      // the page that a link opens could otherwise navigate the one that shows it
      a: (tagName, { href, target }) => ({
        tagName,
        attribs: {
          ...(href !== undefined && { href }),
          ...(target !== undefined && { target, rel: 'noopener noreferrer' }),
        },
      }),
    },
  })
}
