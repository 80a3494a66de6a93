/** Converts AWS's HTML to plain text, and to HTML that is safe to render. */
import { compile, type FormatCallback } from 'html-to-text'
import sanitizeHtml from 'sanitize-html'

/** In characters. AWS's longest descriptions have a few thousand. Parsing time grows with the square of the nesting depth. */
const MAX_LENGTH = 100_000

const CELL_SPACING = '   '

/**
 * Formats a table cell on one line with the other cells of its row. Replaces html-to-text's `dataTable`, which drops all text between cells and pads
 * each line to the width of the widest. It also trusts any colspan and rowspan, so a small table can take minutes or gigabytes.
 */
const cell: FormatCallback = (element, walk, builder) => {
  const isFirst = !hasCellBefore(element)
  // The first cell starts the line: html-to-text drops the row's own line break when a block follows.
  builder.openBlock({ leadingLineBreaks: isFirst ? 1 : 0 })
  walk(element.children, builder)
  const before = isFirst ? '' : CELL_SPACING
  builder.closeBlock({ trailingLineBreaks: 0, blockTransform: (text) => before + text })
}

/** Members of html-to-text's nodes that are missing from its types. */
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

/** Elements that start a new line, in addition to html-to-text's own. */
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
  // limits html-to-text's recursion
  limits: { maxDepth: 100 },
})

/** The plain text of an HTML fragment. */
export function toText(html: string): string {
  return convert(html.slice(0, MAX_LENGTH))
}

/** Removes scripts, styles, forms and frames. Also removes `id` and `name`, which could shadow properties of the embedding page's `document`. */
export function safeHtml(html: string): string {
  return sanitizeHtml(html.slice(0, MAX_LENGTH), {
    allowedAttributes: { a: ['href', 'target', 'rel'] },
    transformTags: {
      // without `rel`, a linked page could navigate the page that embeds this HTML
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
