import { type Known, tokensOf } from './tokens.ts'

/** The parts of a Markdown tree (mdast) that are read here. */
type Node = { type: string; value?: string; children?: Node[]; data?: { hName: string; hProperties: object } }

/** Not inside code, where a text means itself, nor inside links, which lead elsewhere. */
const CLOSED = new Set(['code', 'inlineCode', 'link', 'linkReference', 'image', 'definition'])

/** A remark plugin: people and the room's emojis become elements of their own, which RichText draws. */
export const remarkTokens = (known: Known) => () => (tree: Node) => walk(tree, known)

function walk(node: Node, known: Known): void {
  if (!node.children || CLOSED.has(node.type)) return
  node.children = node.children.flatMap((child) => {
    walk(child, known)
    return child.type === 'text' ? tokensOf(child.value ?? '', known).map(nodeOf) : [child]
  })
}

function nodeOf(token: ReturnType<typeof tokensOf>[number]): Node {
  switch (token.kind) {
    case 'text':
      return { type: 'text', value: token.text }
    case 'mention':
      return {
        type: 'mention',
        data: { hName: 'mark', hProperties: { userId: token.userId } },
        children: [{ type: 'text', value: token.text }],
      }
    case 'emoji':
      return { type: 'roomEmoji', data: { hName: 'data', hProperties: { value: token.name } }, children: [] }
  }
}
