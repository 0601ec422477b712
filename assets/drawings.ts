/** Night, the pear-coloured light, the ink on it, and the dot of what is unread: renderer/styles/tokens.css, dark. */
const NIGHT = '#191614'
const PEAR = '#d0d96a'
const INK = '#1b1c08'
const UNREAD = '#f58381'

const svg = (size: number, body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">\n${body}\n</svg>\n`

const LARGE_MARK = `  <!-- The mark: a lit door that is also a speech bubble. -->
  <path fill="${PEAR}" d="M124 422V224a132 132 0 0 1 264 0v92a40 40 0 0 1-40 40H190z" />
  <path fill="${INK}" d="M208 308v-72a48 48 0 0 1 96 0v72z" />`

/** The app's icon, from 48 px up: a tile with the mark. */
export const icon = svg(512, `  <rect width="512" height="512" rx="112" fill="${NIGHT}" />\n${LARGE_MARK}`)

/** iOS cuts the corners itself, and makes a transparent one black. */
export const touchIcon = svg(512, `  <rect width="512" height="512" fill="${NIGHT}" />\n${LARGE_MARK}`)

/** macOS leaves a margin around a tile: 824 of 1,024 px in Apple's own grid. */
export const macIcon = svg(
  1024,
  `  <g transform="translate(100 100) scale(${824 / 512})">
  <rect width="512" height="512" rx="115" fill="${NIGHT}" />\n${LARGE_MARK}
  </g>`,
)

const SMALL_TILE = `  <rect width="16" height="16" rx="3.5" fill="${NIGHT}" />
  <path fill="${PEAR}" d="M3 14.5V7a5 5 0 0 1 10 0v3.5a1.5 1.5 0 0 1-1.5 1.5H5.5z" />
  <path fill="${INK}" d="M6 10V7a2 2 0 0 1 4 0v3z" />`

/** The same for 16, 24 and 32 px and for the browser's tab: its edges lie on pixels, and the mark fills more of it. */
export const smallIcon = svg(16, SMALL_TILE)

/** A dot in the corner, with a gap around it cut out of what is below: it shows on any panel. */
const withDot = (colour: string, below: string) =>
  svg(
    16,
    `  <mask id="gap"><rect width="16" height="16" fill="#fff" /><circle cx="13" cy="3" r="4.25" fill="#000" /></mask>
  <g mask="url(#gap)">\n${below}\n  </g>
  <circle cx="13" cy="3" r="3" fill="${colour}" />`,
  )

export const trayUnread = withDot(UNREAD, SMALL_TILE)

const SILHOUETTE =
  '  <path fill-rule="evenodd" d="M2 15.5V7a6 6 0 0 1 12 0v4.2a1.8 1.8 0 0 1-1.8 1.8H4.5zM6 10V7a2 2 0 0 1 4 0v3z" />'

/** For the menu bar of macOS, which takes the shape and gives it its own colour. */
export const template = svg(16, SILHOUETTE)
export const templateUnread = withDot('#000', SILHOUETTE)

/** What Windows lays over the app's button in the task bar. */
export const overlay = svg(
  16,
  `  <circle cx="8" cy="8" r="7" fill="${NIGHT}" />\n  <circle cx="8" cy="8" r="5.5" fill="${UNREAD}" />`,
)
