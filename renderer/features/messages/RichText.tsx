import { useMemo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkBreaks from 'remark-breaks'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './CodeBlock.tsx'
import { TaskBox } from './TaskBox.tsx'
import { TextLink } from './TextLink.tsx'
import { remarkTokens } from './remark-tokens.ts'
import type { Known } from './tokens.ts'
import style from './MessageText.module.css'

type Inside = { type: string; value?: string; children?: readonly Inside[] }
const textOf = (node: Inside | undefined): string => node?.value ?? (node?.children ?? []).map(textOf).join('')

export type RichTextProps = {
  text: string
  known: Known
  myId: string
  /** The room's origin, for its emojis. */
  baseUrl: string
}

/**
 * A message as Markdown. HTML in it stays text, pictures become links (nothing is fetched that nobody clicked), and
 * headings are only bold: the page's outline is not a message's to change.
 */
export function RichText({ text, known, myId, baseUrl }: RichTextProps) {
  const plugins = useMemo(() => [remarkGfm, remarkBreaks, remarkTokens(known)], [known])
  const components = useMemo(() => componentsOf(known, myId, baseUrl), [known, myId, baseUrl])
  return (
    <Markdown remarkPlugins={plugins} components={components} urlTransform={asItIs}>
      {text}
    </Markdown>
  )
}
/** TextLink decides; the usual transform would also let through what it refuses, and hide what was meant. */
const asItIs = (url: string) => url

function componentsOf(known: Known, myId: string, baseUrl: string): Components {
  const heading: Components['h1'] = ({ children }) => (
    <p dir="auto">
      <strong>{children}</strong>
    </p>
  )
  return {
    p: ({ children }) => <p dir="auto">{children}</p>,
    h1: heading,
    h2: heading,
    h3: heading,
    h4: heading,
    h5: heading,
    h6: heading,
    a: ({ href, node, children }) => (
      <TextLink href={href} text={textOf(node)}>
        {children}
      </TextLink>
    ),
    img: ({ src, alt }) => (
      <TextLink href={typeof src === 'string' ? src : undefined} text={alt ?? ''}>
        {alt === '' || alt === undefined ? String(src) : alt}
      </TextLink>
    ),
    pre: ({ node }) => {
      const code = node?.children[0]
      const names = code?.type === 'element' ? code.properties['className'] : undefined
      const language = Array.isArray(names) ? (names[0] ?? '').replace('language-', '') : ''
      return <CodeBlock code={textOf(node).replace(/\n$/, '')} language={language === '' ? undefined : language} />
    },
    // Markdown makes them of task lists only.
    input: ({ checked }) => <TaskBox isDone={checked === true} />,
    table: ({ children }) => (
      <div className={style['wide']}>
        <table>{children}</table>
      </div>
    ),
    // remark-tokens.ts makes these two: a person, and an emoji of the room.
    mark: ({ node, children }) => (
      <span className={node?.properties['userId'] === myId ? style['me'] : style['mention']}>{children}</span>
    ),
    data: ({ value }) => {
      const name = String(value)
      const url = known.emojis.get(name)
      if (url === undefined) return `:${name}:`
      return (
        <img
          className={style['emoji']}
          src={new URL(url, baseUrl).href}
          alt={`:${name}:`}
          title={`:${name}:`}
          width="22"
          height="22"
        />
      )
    },
  }
}
