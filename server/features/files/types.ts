/** UTF-8 that a browser might take for a page if it were told so; stored under this type, shown as a text to download. */
export const MARKUP = 'text/x-markup'
export const TEXT = 'text/plain; charset=utf-8'
const OTHER = 'application/octet-stream'

/** Documents that may consist of plain ASCII and still are programs to their viewer. */
const PROGRAMS = new Set(['application/pdf', 'application/postscript', 'application/eps', 'application/rtf'])
const LOOKS_LIKE_MARKUP = /^\uFEFF?\s*<(?:[!?]|[a-z])/i
const MARKUP_NAME = /\.(?:x?html?|svgz?|xml|xsl|xslt|mht|mhtml)$/i

/** The type of a file by its bytes; its name can only make it more suspicious. */
export async function sniff(file: { head: Buffer; utf8: boolean; name: string }): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type')
  const known = await fileTypeFromBuffer(file.head).catch(() => undefined)
  if (file.utf8 && !(known && PROGRAMS.has(known.mime))) {
    return MARKUP_NAME.test(file.name) || LOOKS_LIKE_MARKUP.test(file.head.toString('utf8', 0, 1_024)) ? MARKUP : TEXT
  }
  return known?.mime ?? OTHER
}

const RASTER = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
])
export const isRaster = (type: string): boolean => RASTER.has(type)
/** May a browser show it in place? Never what could carry a script: HTML, SVG, XML, PDF. */
export const isInline = (type: string): boolean =>
  isRaster(type) || type === TEXT || /^(?:audio|video)\/[\w.+-]+$/.test(type)
export const servedType = (type: string): string => (type === MARKUP ? TEXT : type)
